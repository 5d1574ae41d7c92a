import { testStockModel } from './stock-property';

testStockModel(0);

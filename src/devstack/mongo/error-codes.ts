/**
 * Names of MongoDB's error codes (error_codes.yml of r7.0). Codes that are missing here are answered as
 * `Location<code>`, which is what MongoDB does with the numbers that have no name.
 */
const NAMES = new Map<number, string>([
  [1, 'InternalError'],
  [2, 'BadValue'],
  [4, 'NoSuchKey'],
  [5, 'GraphContainsCycle'],
  [6, 'HostUnreachable'],
  [7, 'HostNotFound'],
  [8, 'UnknownError'],
  [9, 'FailedToParse'],
  [10, 'CannotMutateObject'],
  [11, 'UserNotFound'],
  [13, 'Unauthorized'],
  [14, 'TypeMismatch'],
  [15, 'Overflow'],
  [16, 'InvalidLength'],
  [17, 'ProtocolError'],
  [18, 'AuthenticationFailed'],
  [20, 'IllegalOperation'],
  [22, 'InvalidBSON'],
  [24, 'LockTimeout'],
  [26, 'NamespaceNotFound'],
  [27, 'IndexNotFound'],
  [28, 'PathNotViable'],
  [33, 'NonExistentPath'],
  [40, 'ConflictingUpdateOperators'],
  [43, 'CursorNotFound'],
  [48, 'NamespaceExists'],
  [50, 'MaxTimeMSExpired'],
  [52, 'DollarPrefixedFieldName'],
  [53, 'InvalidIdField'],
  [54, 'NotSingleValueField'],
  [56, 'EmptyFieldName'],
  [57, 'DottedFieldName'],
  [59, 'CommandNotFound'],
  [61, 'ShardKeyNotFound'],
  [63, 'StaleShardVersion'],
  [64, 'WriteConcernFailed'],
  [65, 'MultipleErrorsOccurred'],
  [66, 'ImmutableField'],
  [67, 'CannotCreateIndex'],
  [68, 'IndexAlreadyExists'],
  [70, 'ShardNotFound'],
  [72, 'InvalidOptions'],
  [73, 'InvalidNamespace'],
  [79, 'UnknownReplWriteConcern'],
  [85, 'IndexOptionsConflict'],
  [86, 'IndexKeySpecsConflict'],
  [89, 'NetworkTimeout'],
  [91, 'ShutdownInProgress'],
  [93, 'InvalidPipelineOperator'],
  [96, 'OperationFailed'],
  [100, 'UnsatisfiableWriteConcern'],
  [112, 'WriteConflict'],
  [115, 'CommandNotSupported'],
  [117, 'ConflictingOperationInProgress'],
  [121, 'DocumentValidationFailure'],
  [125, 'CommandFailed'],
  [133, 'FailedToSatisfyReadPreference'],
  [134, 'ReadConcernMajorityNotAvailableYet'],
  [136, 'CappedPositionLost'],
  [146, 'ExceededMemoryLimit'],
  [150, 'StaleEpoch'],
  [165, 'ViewDepthLimitExceeded'],
  [166, 'CommandNotSupportedOnView'],
  [167, 'OptionNotSupportedOnView'],
  [168, 'InvalidPipelineOperator'],
  [175, 'QueryPlanKilled'],
  [187, 'InvalidSeedList'],
  [189, 'PrimarySteppedDown'],
  [197, 'InvalidIndexSpecificationOption'],
  [206, 'NoSuchSession'],
  [211, 'KeyNotFound'],
  [217, 'IncompleteTransactionHistory'],
  [222, 'CloseChangeStream'],
  [224, 'NoQueryExecutionPlans'],
  [225, 'TransactionTooOld'],
  [228, 'InvalidUUID'],
  [234, 'RetryChangeStream'],
  [237, 'CursorKilled'],
  [238, 'NotImplemented'],
  [239, 'SnapshotTooOld'],
  [241, 'ConversionFailure'],
  [244, 'TransactionAborted'],
  [246, 'SnapshotUnavailable'],
  [251, 'NoSuchTransaction'],
  [256, 'TransactionCommitted'],
  [257, 'TransactionTooLarge'],
  [261, 'TooManyLogicalSessions'],
  [262, 'ExceededTimeLimit'],
  [263, 'OperationNotSupportedInTransaction'],
  [264, 'TooManyFilesOpen'],
  [267, 'PreparedTransactionInProgress'],
  [268, 'CannotBackup'],
  [280, 'ChangeStreamFatalError'],
  [286, 'ChangeStreamHistoryLost'],
  [290, 'TransactionExceededLifetimeLimitSeconds'],
  [292, 'QueryExceededMemoryLimitNoDiskUseAllowed'],
  [314, 'ObjectIsBusy'],
  [317, 'ConnectionPoolExpired'],
  [332, 'APIMismatchError'],
  [334, 'NotExactValueField'],
  [359, 'CannotConvertIndexToUnique'],
  [356, 'TemporarilyUnavailable'],
  [365, 'TransactionAPITransientError'],
  [391, 'ReauthenticationRequired'],
  [462, 'IngressRequestRateLimitExceeded'],
  [9001, 'SocketException'],
  [10003, 'CannotGrowDocumentInCappedNamespace'],
  [10107, 'NotWritablePrimary'],
  [10334, 'BSONObjectTooLarge'],
  [11000, 'DuplicateKey'],
  [11600, 'InterruptedAtShutdown'],
  [11601, 'Interrupted'],
  [11602, 'InterruptedDueToReplStateChange'],
  [13113, 'MergeStageNoMatchingDocument'],
  [13297, 'DatabaseDifferCase'],
  [13388, 'StaleConfig'],
  [13435, 'NotPrimaryNoSecondaryOk'],
  [13436, 'NotPrimaryOrSecondary'],
  [14031, 'OutOfDiskSpace'],
  [31082, 'SearchNotEnabled'],
  [40415, 'IDLUnknownField'],
  [40414, 'IDLFailedToParse'],
  [46841, 'ClientMarkedKilled'],
]);

/** The name that MongoDB gives the code in `codeName`. */
export function codeNameOf(code: number): string {
  return NAMES.get(code) ?? `Location${code}`;
}

/** MongoDB's category RetriableError: the same write may be sent again. */
const RETRIABLE = new Set([6, 7, 89, 91, 134, 189, 262, 317, 9001, 10107, 11600, 11602, 13435, 13436]);

/** Codes after which a whole transaction may be run again, whatever the command. */
const TRANSIENT_IN_TRANSACTION = new Set([24, 63, 112, 150, 239, 246, 251, 267, 13388]);

/**
 * The labels that MongoDB puts on a failed command (`getErrorLabels` of error_labels.cpp).
 *
 * @param code of the failed command, or undefined when only its write concern failed
 */
export function labelsFor(request: {
  readonly code: number | undefined;
  readonly writeConcernCode: number | undefined;
  readonly isInTransaction: boolean;
  readonly isCommitOrAbort: boolean;
  readonly hasTransactionNumber: boolean;
}): string[] {
  const { code, writeConcernCode, isInTransaction, isCommitOrAbort } = request;
  const isRetriable = code !== undefined && RETRIABLE.has(code);
  if (isInTransaction && !isCommitOrAbort) {
    return isRetriable || (code !== undefined && TRANSIENT_IN_TRANSACTION.has(code))
      ? ['TransientTransactionError']
      : [];
  }
  if (isInTransaction && code !== undefined && TRANSIENT_IN_TRANSACTION.has(code) && writeConcernCode === undefined) {
    return ['TransientTransactionError'];
  }
  if (!request.hasTransactionNumber) return [];
  const isWriteConcernRetriable = writeConcernCode !== undefined && RETRIABLE.has(writeConcernCode);
  return isRetriable || isWriteConcernRetriable ? ['RetryableWriteError'] : [];
}

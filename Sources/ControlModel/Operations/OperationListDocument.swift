/// The operations that the agent remembers, the newest first.
public struct OperationListDocument: Document {
  public static let schemaName = "adnet.operations/1"

  public private(set) var schema = Self.schemaName
  public var operations: [OperationDocument]

  public init(operations: [OperationDocument]) { self.operations = operations }
}

import FoundationEssentials
import Health
import Quorum

extension ProbeAnswer {
  /// `{"members": {ADDRESS: [STAKE, IS_OPEN, COMMISSION], …}, "total_stake": N, …}` (snarkOS
  /// node/rest, `get_committee_latest`); the form without a commission is older.
  static func committee(_ status: Int, _ body: [UInt8]) -> ProbeSample.Outcome? {
    guard status == 200, let told = try? JSONDecoder().decode(Told.self, from: Data(body)) else {
      return another(status, body)
    }
    do throws(CommitteeProblem) {
      let committee = try Committee(
        told.members.map { Committee.Member($0.key, stake: $0.value.amount) })
      guard committee.totalStake == told.totalStake else {
        return .wrong("the stakes of the committee don't add up to its total")
      }
      return .passed(.committee(committee))
    } catch {
      return .wrong("not a committee: \(error.words)")
    }
  }

  private struct Told: Decodable {
    let members: [String: Stake]
    let totalStake: UInt64

    enum CodingKeys: String, CodingKey {
      case members
      case totalStake = "total_stake"
    }
  }

  private struct Stake: Decodable {
    let amount: UInt64

    init(from decoder: any Decoder) throws {
      var values = try decoder.unkeyedContainer()
      amount = try values.decode(UInt64.self)
    }
  }
}

import Basics
import DoorAPI
import LinuxSystem
import Systemd

/// A line of the door in the journal: every act, done or refused.
enum DoorEvent {
  case done(DoorRequest, PeerCredentials, DoorReply)
  case refused(DoorRequest, PeerCredentials, Failure)
  case stranger(PeerCredentials)
  case unreadable(PeerCredentials, Failure)
  case leftover(Failure)

  func write(to journal: Journal) {
    journal.write(priority, event: name, messageID: messageID, message, fields: fields)
  }

  private var name: String {
    switch self {
    case .done: "door_done"
    case .refused: "door_refused"
    case .stranger: "door_stranger"
    case .unreadable: "door_unreadable"
    case .leftover: "door_leftover"
    }
  }

  private var messageID: String {
    switch self {
    case .done: "5d3e0c6c4fd24a0f8e3c1a7f9be1d101"
    case .refused: "5d3e0c6c4fd24a0f8e3c1a7f9be1d102"
    case .stranger: "5d3e0c6c4fd24a0f8e3c1a7f9be1d103"
    case .unreadable: "5d3e0c6c4fd24a0f8e3c1a7f9be1d104"
    case .leftover: "5d3e0c6c4fd24a0f8e3c1a7f9be1d105"
    }
  }

  private var priority: Journal.Priority {
    switch self {
    case .done(_, _, let answer): answer.changed == false ? .debug : .info
    case .refused, .unreadable, .leftover: .warning
    case .stranger: .error
    }
  }

  private var message: String {
    switch self {
    case .done(let request, _, _): "done: \(request.words)"
    case .refused(let request, _, let failure): "refused: \(request.words): \(failure.text)"
    case .stranger(let peer): "refused user \(peer.user): only the agent and root are served"
    case .unreadable(_, let failure), .leftover(let failure): failure.text
    }
  }

  private var fields: [String: String] {
    switch self {
    case .done(let request, let peer, _): request.fields.merging(peer.fields) { $1 }
    case .refused(let request, let peer, let failure):
      request.fields.merging(peer.fields) { $1 }.merging(["ADNET_FAILURE": failure.kind.rawValue]) {
        $1
      }
    case .stranger(let peer): peer.fields
    case .unreadable(let peer, let failure):
      peer.fields.merging(["ADNET_FAILURE": failure.kind.rawValue]) { $1 }
    case .leftover(let failure): ["ADNET_FAILURE": failure.kind.rawValue]
    }
  }
}

extension PeerCredentials {
  fileprivate var fields: [String: String] {
    ["ADNET_PEER_UID": "\(user)", "ADNET_PEER_PID": "\(process)"]
  }
}

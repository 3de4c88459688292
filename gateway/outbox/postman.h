// One step of the outbox: a message that waits is handed to the relay, and what became of each
// recipient is written down, with a bounce in the sender's Inbox for those that are given up.
//
// What is written down before and after the relay has it stands in the account. Between the relay's
// yes and our commit a kill makes the message go twice: docs/decisions/0008-sending-once.md.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "model/mail_transport.h"
#include "model/outgoing.h"
#include "store/store.h"

namespace syncgate::outbox {

struct PostRules {
    std::string host = "localhost";  // that bounces come from
    UnixSeconds first_retry = 60;    // doubled each time, up to an hour
    UnixSeconds give_up = 3 * 86'400;
};

struct PostCounters {
    std::atomic<std::uint64_t> relayed{0};   // recipients
    std::atomic<std::uint64_t> returned{0};  // the same, of whom a bounce told
};

// Thread-safe.
class Postman {
  public:
    struct Services {
        store::Store& store;
        MailTransport& relay;
        const Clock& clock;
        Log& log;
    };

    Postman(Services services, PostRules rules) : services_(services), rules_(std::move(rules)) {}

    enum class Step {
        kSent,    // one, whatever the relay said
        kNone,    // there is none; Store::outgoing_due() knows when there will be
        kFailed,  // the store can't say, or it is to stop
    };
    // Sends one message of the account to those whose time has come. What the relay did is written
    // until it stands, or it is to stop.
    Step send_one(AccountId account, const std::stop_token& stop);

    [[nodiscard]] const PostCounters& counters() const { return counters_; }

  private:
    struct Work {
        std::shared_ptr<store::Account> account;
        Outgoing mail;
    };
    struct Outcomes {
        std::vector<OutgoingOutcome> all;
        std::vector<OutgoingOutcome> failed;  // of them
        std::string reason;                   // of one that is tried again
        std::size_t taken = 0;
    };

    Result<std::optional<Work>> take(AccountId account);
    Result<std::vector<Handed>> hand_over(const Work& work);
    [[nodiscard]] Outcomes judge(const Outgoing& mail,
                                 const Result<std::vector<Handed>>& handed) const;
    Result<void> settle(const Work& work, const Outcomes& outcomes);
    [[nodiscard]] std::string bounce(const Work& work, const Outcomes& outcomes) const;
    void tell(const Work& work, const Outcomes& outcomes);

    // Why the relay could not be spoken to, where it took long to find that out: it is asked again
    // after as long, since one that never answers must not hold up each message anew.
    std::optional<Error> recent_failure();
    void note_relay(const std::optional<Error>& failure, UnixSeconds began);

    const Services services_;
    const PostRules rules_;
    PostCounters counters_;

    std::mutex mutex_;  // guards all below
    std::optional<Error> failure_;
    UnixSeconds failed_until_ = 0;
};

}  // namespace syncgate::outbox

// Mail that waits for the relay: listed, shown, tried now, removed.
#include "base/text.h"
#include "formats/mime/headers.h"
#include "gateway/admin/operations.h"
#include "store/account.h"
#include "store/directory.h"

namespace syncgate::admin {
namespace {

std::string time_text(UnixSeconds time) {
    return iso8601_millis(time * 1000).substr(0, 19);
}

// The recipient whose try comes first tells how the message stands.
std::string row_of(const std::string& address, const Outgoing& mail) {
    OutgoingRecipient first;
    for (const auto& each : mail.recipients) {
        if (first.address.empty() || each.at < first.at) {
            first = each;
        }
    }
    return address + "\t" + std::to_string(mail.id) + "\t" + time_text(mail.queued) + "\t" +
           std::to_string(mail.recipients.size()) + "\t" + std::to_string(first.tries) + "\t" +
           time_text(first.at) + "\t" + first.reason + "\n";
}

Result<std::int64_t> id_of(const std::string& text) {
    const auto id = parse_uint(text);
    if (!id || *id > static_cast<std::uint64_t>(kMaxKey)) {
        return Error{ErrorCode::kMalformed, "a message is the number that the list gives"};
    }
    return static_cast<std::int64_t>(*id);
}

Error no_message(std::int64_t id) {
    return {ErrorCode::kNotFound, "no message " + std::to_string(id) + " waits"};
}

std::string shown(const store::Snapshot& snapshot, const Outgoing& mail) {
    constexpr std::uint64_t kHeader = 64U << 10U;
    const auto object = snapshot.object(mail.object);
    const auto header = snapshot.bytes(mail.object, 0, kHeader);
    std::string out = "from\t" + mail.sender + "\nqueued\t" + time_text(mail.queued) + "\nbytes\t" +
                      std::to_string(object ? object->size : 0) + "\nmessage-id\t" +
                      mime::header(header, "Message-ID").value_or("") + "\n";
    for (const auto& each : mail.recipients) {
        out += "to\t" + each.address + "\t" + std::to_string(each.tries) + "\t" +
               time_text(each.at) + "\t" + each.reason + "\n";
    }
    return out;
}

}  // namespace

Result<std::vector<AccountId>> Operations::waiting_of(const Call& call) {
    if (call.value("account").empty()) {
        return store_.outgoing_accounts();
    }
    auto account = account_of(call);
    if (!account) {
        return account.error();
    }
    return std::vector{(*account)->id()};
}

Result<std::string> Operations::outbox_list(const Call& call) {
    const auto accounts = waiting_of(call);
    if (!accounts) {
        return accounts.error();
    }
    std::string out;
    for (const auto id : *accounts) {
        auto account = store_.account(id);
        if (!account) {
            return account.error();
        }
        const auto mails =
            (*account)->read([](const store::Snapshot& snapshot) -> Result<std::vector<Outgoing>> {
                return snapshot.outgoing();
            });
        if (!mails) {
            return mails.error();
        }
        for (const auto& mail : *mails) {
            out += row_of((*account)->address(), mail);
        }
    }
    return out;
}

Result<std::string> Operations::outbox_show(const Call& call) {
    auto account = account_of(call);
    const auto id = id_of(call.value("message"));
    if (!account || !id) {
        return account ? id.error() : account.error();
    }
    return (*account)->read([&](const store::Snapshot& snapshot) -> Result<std::string> {
        const auto mail = snapshot.outgoing(*id);
        return mail ? Result<std::string>(shown(snapshot, *mail)) : no_message(*id);
    });
}

Result<std::string> Operations::outbox_retry(const Call& call) {
    const auto accounts = waiting_of(call);
    if (!accounts) {
        return accounts.error();
    }
    std::optional<std::int64_t> id;
    if (!call.value("message").empty()) {
        auto parsed = id_of(call.value("message"));
        if (!parsed) {
            return parsed.error();
        }
        id = *parsed;
    }
    int recipients = 0;
    for (const auto each : *accounts) {
        auto account = store_.account(each);
        if (!account) {
            return account.error();
        }
        const auto retried = (*account)->note(
            [&](store::Note& note) -> Result<int> { return note.retry_outgoing(id); });
        if (!retried) {
            return retried.error();
        }
        recipients += *retried;
    }
    if (id && recipients == 0) {
        return no_message(*id);
    }
    return std::to_string(recipients) + " recipients are tried now\n";
}

Result<std::string> Operations::outbox_remove(const Call& call) {
    auto account = account_of(call);
    const auto id = id_of(call.value("message"));
    if (!account || !id) {
        return account ? id.error() : account.error();
    }
    return (*account)->write([&](store::Change& change) -> Result<std::string> {
        const auto mail = change.outgoing(*id);
        if (!mail) {
            return no_message(*id);
        }
        const bool held = mail->held_until > store_.clock().now() &&
                          (store_.is_shared() || mail->holder == store_.process());
        if (!mail->holder.empty() && held) {
            return Error{ErrorCode::kConflict, "it is with the relay at this moment; try again"};
        }
        change.remove_outgoing(*id);
        std::string out;
        for (const auto& each : mail->recipients) {
            out += each.address + " is not sent it\n";
        }
        return out;
    });
}

}  // namespace syncgate::admin

#include "protocols/activesync/commands/submission.h"

#include <algorithm>
#include <set>

#include "base/hex.h"
#include "base/limits.h"
#include "base/text.h"
#include "formats/digest/sha256.h"
#include "formats/mime/headers.h"

namespace syncgate::activesync {
namespace {

std::string domain_of(std::string_view address) {
    const auto at = address.rfind('@');
    return at == std::string_view::npos ? std::string() : lower_ascii(address.substr(at + 1));
}

// Local part with +detail taken off, so that a detail of one's own address may be sent from.
std::string without_detail(std::string_view address) {
    const auto at = address.rfind('@');
    const auto plus = address.substr(0, at).find('+');
    if (at == std::string_view::npos || plus == std::string_view::npos || plus == 0) {
        return lower_ascii(address);
    }
    return lower_ascii(std::string(address.substr(0, plus)) + std::string(address.substr(at)));
}

// The one sender, or the account's own address when the message names none.
Result<std::string> find_sender(store::Directory& directory, AccountId account,
                                std::string_view message) {
    auto own = directory.sender_addresses(account);
    if (!own) {
        return own.error();
    }
    const auto from = mime::addresses(message, "From");
    for (const auto& each : from) {
        const bool mine = std::any_of(own->begin(), own->end(), [&](const std::string& address) {
            return iequals(address, each.address) || address == without_detail(each.address);
        });
        if (!mine) {
            return Error{ErrorCode::kForbidden, "From is none of the account's addresses"};
        }
    }
    if (!from.empty()) {
        return from.front().address;
    }
    return own->empty() ? Result<std::string>(Error{ErrorCode::kForbidden, "no sender address"})
                        : Result<std::string>(own->front());
}

Result<void> sort_recipients(store::Directory& directory, std::string_view message,
                             Submission& submission) {
    std::set<AccountId> local;
    std::set<std::string> remote;
    for (const auto* field : {"To", "Cc", "Bcc"}) {
        for (const auto& recipient : mime::addresses(message, field)) {
            if (recipient.address.empty()) {
                continue;  // a group without members
            }
            const auto is_local = directory.is_local_domain(domain_of(recipient.address));
            if (!is_local) {
                return is_local.error();
            }
            if (!*is_local) {
                remote.insert(recipient.address);
                continue;
            }
            const auto account = directory.find_recipient(recipient.address);
            if (!account) {
                return Error{account.error().code, "recipient: " + account.error().detail};
            }
            local.insert(account->id);
        }
    }
    submission.local.assign(local.begin(), local.end());
    submission.remote.assign(remote.begin(), remote.end());
    return {};
}

std::string message_id(std::string_view name, std::string_view message, const std::string& sender) {
    constexpr std::size_t kBytes = 16;
    const std::string digest = digest::sha256(std::string(name) + '\n' + digest::sha256(message));
    return "<" + hex_encode(digest.substr(0, kBytes)) + "@" + domain_of(sender) + ">";
}

// What RFC 6409 8 lets a submission server add.
std::string completed(std::string message, std::string_view name, const std::string& sender,
                      UnixSeconds now) {
    if (!mime::header(message, "Message-ID")) {
        message = mime::with_header(message, "Message-ID", message_id(name, message, sender));
    }
    if (!mime::header(message, "Date")) {
        message = mime::with_header(message, "Date", mime::format_date(now));
    }
    if (mime::addresses(message, "From").empty()) {
        message =
            mime::with_header(mime::without_header(message, "From"), "From", "<" + sender + ">");
    }
    return message;
}

}  // namespace

Result<Submission> prepare_submission(store::Directory& directory, AccountId account,
                                      std::string_view mime, std::string_view name,
                                      UnixSeconds now) {
    if (mime.size() > limits::kMessageBytes) {
        return Error{ErrorCode::kTooLarge, "message over the limit"};
    }
    std::string message = mime::to_crlf(mime);
    if (mime::body_offset(message) == 0 || message.find(':') == std::string::npos) {
        return Error{ErrorCode::kMalformed, "no message"};
    }
    auto sender = find_sender(directory, account, message);
    if (!sender) {
        return sender.error();
    }
    Submission submission;
    submission.sender = *sender;
    if (auto sorted = sort_recipients(directory, message, submission); !sorted) {
        return sorted.error();
    }
    submission.sent_copy = completed(std::move(message), name, *sender, now);
    submission.message = mime::without_header(submission.sent_copy, "Bcc");
    return submission;
}

}  // namespace syncgate::activesync

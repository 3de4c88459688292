#include "protocols/activesync/commands/submission.h"

#include <algorithm>
#include <set>

#include "base/hex.h"
#include "base/limits.h"
#include "base/text.h"
#include "formats/digest/sha256.h"
#include "formats/mime/crlf_message.h"
#include "formats/mime/headers.h"
#include "protocols/activesync/commands/recipient_lists.h"

namespace syncgate::activesync {
namespace {

std::string domain_of(std::string_view address) {
    const auto at = address.rfind('@');
    return at == std::string_view::npos ? std::string() : lower_ascii(address.substr(at + 1));
}

// Forms of addresses for what is not mail; nobody sends these yet.
constexpr std::string_view kOtherSenders[] = {"sms", "fax"};

bool is_domain(std::string_view domain) {
    const auto labels = split(domain, '.');
    return std::none_of(labels.begin(), labels.end(), [](auto label) { return label.empty(); });
}

// Why no relay could be asked for this recipient; "": it can be.
std::string why_unreachable(const std::string& address) {
    if (!is_mail_address(address)) {
        return "no address";
    }
    const auto domain = domain_of(address);
    const bool other = std::find(std::begin(kOtherSenders), std::end(kOtherSenders), domain) !=
                       std::end(kOtherSenders);
    return other ? "nothing is set up that sends to " + domain : std::string();
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

using Addresses = std::vector<std::string>;  // the account's own

bool is_own(const Addresses& own, std::string_view address) {
    return std::any_of(own.begin(), own.end(), [&](const auto& each) {
        return iequals(each, address) || each == without_detail(address);
    });
}

// The first of From, or the account's own address when the message names none.
Result<std::string> find_sender(const Addresses& own, std::string_view message) {
    const auto from = mime::addresses(message, "From");
    for (const auto* field : {"From", "Sender"}) {
        for (const auto& each : mime::addresses(message, field)) {
            if (!is_own(own, each.address)) {
                return Error{ErrorCode::kForbidden,
                             std::string(field) + " is none of the account's addresses"};
            }
        }
    }
    if (!from.empty()) {
        return from.front().address;
    }
    return own.empty() ? Result<std::string>(Error{ErrorCode::kForbidden, "no sender address"})
                       : Result<std::string>(own.front());
}

struct Recipients {
    std::set<AccountId> local;
    std::set<std::string> remote;
    std::vector<store::Correspondent> people;  // themselves, not by a list
};

Result<void> add_recipient(store::Directory& directory, const std::string& address,
                           Recipients& recipients) {
    const auto is_local = directory.is_local_domain(domain_of(address));
    if (!is_local) {
        return is_local.error();
    }
    if (*is_local) {
        const auto account = directory.find_recipient(address);
        if (!account) {
            return Error{account.error().code, "recipient: " + account.error().detail};
        }
        recipients.local.insert(account->id);
        return {};
    }
    if (const auto wrong = why_unreachable(address); !wrong.empty()) {
        return Error{ErrorCode::kNotFound, "recipient: " + wrong};
    }
    recipients.remote.insert(address);
    return {};
}

// An address, or all that it stands for. Lists in lists are not looked into.
Result<void> add_recipients(store::Directory& directory, store::Account& account,
                            const mime::Address& recipient, Recipients& recipients) {
    const auto members = list_members(directory, account, recipient.address);
    if (!members) {
        return members.error();
    }
    if (!*members) {
        recipients.people.push_back({recipient.address, recipient.name});
        return add_recipient(directory, recipient.address, recipients);
    }
    for (const auto& each : **members) {
        if (auto added = add_recipient(directory, each, recipients); !added) {
            return added;
        }
    }
    return {};
}

Result<void> sort_recipients(store::Directory& directory, store::Account& account,
                             const Addresses& own, std::string_view message,
                             Submission& submission) {
    Recipients recipients;
    for (const auto* field : {"To", "Cc", "Bcc"}) {
        for (const auto& recipient : mime::addresses(message, field)) {
            if (auto added = add_recipients(directory, account, recipient, recipients); !added) {
                return added;
            }
        }
    }
    if (recipients.local.size() + recipients.remote.size() > limits::kRecipients) {
        return Error{ErrorCode::kTooLarge, "more recipients than a message may have"};
    }
    submission.local.assign(recipients.local.begin(), recipients.local.end());
    submission.remote.assign(recipients.remote.begin(), recipients.remote.end());
    submission.written_to = std::move(recipients.people);
    std::erase_if(submission.written_to,
                  [&](const auto& each) { return is_own(own, each.address); });
    return {};
}

std::string message_id(std::string_view name, const PagedText& message, const std::string& sender) {
    constexpr std::size_t kBytes = 16;
    const std::string digest = digest::sha256(std::string(name) + '\n' + digest::sha256(message));
    return "<" + hex_encode(digest.substr(0, kBytes)) + "@" + domain_of(sender) + ">";
}

bool has(const std::string& message, std::string_view field) {
    return !trim(mime::header(message, field).value_or("")).empty();
}

// In the place of one that is empty, too.
std::string with_own(const std::string& message, std::string_view field, const std::string& value) {
    return mime::with_header(mime::without_header(message, field), field, value);
}

// What RFC 6409 8 lets a submission server add.
std::string completed(std::string header, const std::string& sender, UnixSeconds now) {
    if (!has(header, "Date")) {
        header = with_own(header, "Date", mime::format_date(now));
    }
    const auto writers = mime::addresses(header, "From").size();
    if (writers == 0) {
        header = with_own(header, "From", "<" + sender + ">");
    }
    // Source: RFC 5322 3.6.2.
    if (writers > 1 && mime::addresses(header, "Sender").empty()) {
        header = with_own(header, "Sender", "<" + sender + ">");
    }
    return header;
}

// The texts with these headers, of which the first is how it leaves and the other, where there is
// one, as Sent shows it.
Result<void> write_texts(const store::Store& store, mime::CrlfMessage& message,
                         const std::vector<std::string>& headers, Submission& submission) {
    auto& held = submission.held;
    for (const auto& header : headers) {
        held.push_back(std::make_unique<Scratch>(store.scratch()));
        if (auto kept = held.back()->append(header); !kept) {
            return kept;
        }
    }
    auto written = message.read_body([&](std::string_view piece) -> Result<void> {
        for (const auto& text : held) {
            if (auto kept = text->append(piece); !kept) {
                return kept;
            }
        }
        return {};
    });
    for (const auto& text : held) {
        const auto whole = written ? text->text() : written.error();
        if (!whole) {
            return whole.error();
        }
        (text == held.front() ? submission.message : submission.sent_copy.emplace()) = *whole;
    }
    return written;
}

}  // namespace

bool is_mail_address(std::string_view address) {
    constexpr std::size_t kMost = 254;  // without the brackets
    const auto at = address.rfind('@');
    return at != std::string_view::npos && at > 0 && address.size() <= kMost && is_utf8(address) &&
           is_domain(address.substr(at + 1)) &&
           std::all_of(address.begin(), address.end(), [](char c) {
               return static_cast<unsigned char>(c) > ' ' && c != '\x7f' && c != '<' && c != '>';
           });
}

Result<Submission> prepare_submission(store::Store& store, store::Account& account,
                                      const PagedText& mime, std::string_view name,
                                      UnixSeconds now) {
    if (mime.size() > limits::kMessageBytes) {
        return Error{ErrorCode::kTooLarge, "message over the limit"};
    }
    mime::CrlfMessage message(mime);
    std::string header = message.header();
    if (header.empty() || mime.find(":", 0) == std::string_view::npos) {
        return Error{ErrorCode::kMalformed, "no message"};
    }
    auto& directory = store.directory();
    const auto own = directory.sender_addresses(account.id());
    if (!own) {
        return own.error();
    }
    auto sender = find_sender(*own, header);
    if (!sender) {
        return sender.error();
    }
    Submission submission;
    submission.sender = *sender;
    if (auto sorted = sort_recipients(directory, account, *own, header, submission); !sorted) {
        return sorted.error();
    }
    if (!has(header, "Message-ID")) {
        header = with_own(header, "Message-ID", message_id(name, mime, *sender));
    }
    header = completed(std::move(header), *sender, now);
    std::vector<std::string> headers{mime::without_header(header, "Bcc")};
    if (headers.front().size() < header.size()) {
        headers.push_back(std::move(header));
    }
    if (auto written = write_texts(store, message, headers, submission); !written) {
        return written.error();
    }
    return submission;
}

}  // namespace syncgate::activesync

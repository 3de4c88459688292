#include "protocols/lmtp/session.h"

#include <algorithm>
#include <map>

#include "base/limits.h"
#include "base/text.h"
#include "formats/mime/fields.h"
#include "protocols/lmtp/path.h"
#include "store/delivery.h"

namespace syncgate::lmtp {
namespace {

constexpr std::size_t kMaxRecipients = 1000;
constexpr std::size_t kMaxLine = 2048;

Expect next_line() {
    return {Expect::Kind::kLine, kMaxLine, std::chrono::seconds(300)};
}

SessionReply say(std::string line) {
    return {std::move(line) + "\r\n", next_line(), false, false};
}

// What a delivery that failed is answered with: 4 when trying later may help, 5 when not.
std::string_view reply_for(ErrorCode code) {
    switch (code) {
        case ErrorCode::kOverQuota:
            return "452 4.2.2 No room for it";
        case ErrorCode::kTooLarge:
            return "552 5.3.4 Message over the limit";
        case ErrorCode::kNotFound:
            return "550 5.1.1 No such mailbox";
        case ErrorCode::kForbidden:
            return "550 5.2.1 The mailbox is switched off";
        case ErrorCode::kMalformed:
        case ErrorCode::kUnauthenticated:
        case ErrorCode::kConflict:
        case ErrorCode::kUnsupported:
        case ErrorCode::kUnavailable:
        case ErrorCode::kInternal:
            return "451 4.3.0 Try again later";
    }
    return "451 4.3.0 Try again later";
}

// The verb, and what stands behind it.
struct Line {
    std::string_view verb, argument;
};

Line split_line(std::string_view bytes) {
    const auto line = trim(bytes);
    const auto verb = line.substr(0, line.find(' '));
    return {verb, trim(line.substr(verb.size()))};
}

std::optional<Path> path_behind(std::string_view word, std::string_view argument) {
    return istarts_with(argument, word) ? parse_path(argument.substr(word.size())) : std::nullopt;
}

}  // namespace

struct LmtpSession::Command {
    std::string_view verb;
    SessionReply (LmtpSession::*run)(std::string_view);
};

const LmtpSession::Command LmtpSession::kCommands[] = {
    {"LHLO", &LmtpSession::lhlo}, {"MAIL", &LmtpSession::mail}, {"RCPT", &LmtpSession::rcpt},
    {"DATA", &LmtpSession::data}, {"RSET", &LmtpSession::rset}, {"NOOP", &LmtpSession::noop},
    {"VRFY", &LmtpSession::vrfy}, {"QUIT", &LmtpSession::quit},
};

SessionReply LmtpSession::open() {
    return say("220 " + services_.hostname + " Syncgate LMTP");
}

SessionReply LmtpSession::run(const Unit& unit) {
    return in_data_ ? take_message(unit) : run_line(unit);
}

std::string LmtpSession::farewell(Wake) {
    return "421 4.3.2 " + services_.hostname + " closing\r\n";
}

std::optional<SessionReply> LmtpSession::run_at_once(const Unit& unit) {
    if (in_data_) {
        return std::nullopt;
    }
    const auto [verb, argument] = split_line(unit.bytes);
    return iequals(verb, "RCPT") ? rcpt_at_once(argument) : run_line(unit);
}

SessionReply LmtpSession::run_line(const Unit& unit) {
    if (unit.too_long) {
        return say("500 5.5.2 Line too long");
    }
    const auto [verb, argument] = split_line(unit.bytes);
    const auto* command =
        std::find_if(std::begin(kCommands), std::end(kCommands),
                     [name = verb](const Command& each) { return iequals(each.verb, name); });
    if (command == std::end(kCommands)) {
        return say(iequals(verb, "HELO") || iequals(verb, "EHLO") ? "500 5.5.1 This is LMTP: LHLO"
                                                                  : "500 5.5.1 Unknown command");
    }
    return (this->*command->run)(argument);
}

SessionReply LmtpSession::lhlo(std::string_view argument) {
    if (argument.empty()) {
        return say("501 5.5.4 LHLO wants a name");
    }
    reset();
    greeted_ = true;
    return say("250-" + services_.hostname + "\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n" +
               "250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE " + std::to_string(limits::kMessageBytes));
}

SessionReply LmtpSession::mail(std::string_view argument) {
    if (!greeted_ || has_sender_) {
        return say("503 5.5.1 Not now");
    }
    const auto path = path_behind("FROM:", argument);
    if (!path) {
        return say("501 5.5.4 MAIL FROM:<address>");
    }
    const auto size = parse_uint(parameter(path->parameters, "SIZE").value_or("0"));
    if (size && *size > limits::kMessageBytes) {
        return say("552 5.3.4 Message over the limit");
    }
    sender_ = path->address;
    has_sender_ = true;
    return say("250 2.1.0 OK");
}

SessionReply LmtpSession::rcpt(std::string_view argument) {
    const auto path = path_behind("TO:", argument);
    if (auto refused = refuse_recipient(path)) {
        return *std::move(refused);
    }
    return add_recipient(services_.store.directory().find_recipient(path->address));
}

std::optional<SessionReply> LmtpSession::rcpt_at_once(std::string_view argument) {
    const auto path = path_behind("TO:", argument);
    if (auto refused = refuse_recipient(path)) {
        return refused;
    }
    auto known = services_.store.directory().recall_recipient(path->address);
    return known ? std::optional(add_recipient(*std::move(known))) : std::nullopt;
}

std::optional<SessionReply> LmtpSession::refuse_recipient(const std::optional<Path>& path) const {
    if (!has_sender_) {
        return say("503 5.5.1 MAIL first");
    }
    if (!path || path->address.empty()) {
        return say("501 5.5.4 RCPT TO:<address>");
    }
    if (recipients_.size() >= kMaxRecipients) {
        return say("452 4.5.3 Too many recipients");
    }
    return std::nullopt;
}

SessionReply LmtpSession::add_recipient(const Result<store::AccountRecord>& account) {
    if (!account) {
        return say(std::string(reply_for(account.error().code)));
    }
    if (!account->enabled) {
        return say(std::string(reply_for(ErrorCode::kForbidden)));
    }
    recipients_.push_back(account->id);
    return say("250 2.1.5 OK");
}

SessionReply LmtpSession::data(std::string_view) {
    if (recipients_.empty()) {
        return say("503 5.5.1 No valid recipient");
    }
    in_data_ = true;
    SessionReply reply = say("354 End with a line that is a dot");
    reply.next = {Expect::Kind::kDotData, limits::kMessageBytes, std::chrono::seconds(600),
                  return_path()};
    return reply;
}

SessionReply LmtpSession::take_message(const Unit& unit) {
    in_data_ = false;
    if (unit.too_long) {
        return answer_each([](AccountId) { return std::string(reply_for(ErrorCode::kTooLarge)); });
    }
    Scratch apart = services_.store.scratch();
    const PagedText text = unit.bytes.substr(return_path().size());
    const bool has_header = !text.empty() && !mime::FieldReader(text).all_is_body();
    const auto message = has_header ? unit.bytes : as_body(text, apart);
    if (!message) {
        services_.log.warning("unit_lost", {{"why", message.error().detail}});
        return answer_each([&](AccountId) { return std::string(reply_for(message.error().code)); });
    }
    const auto mail = store::index_mail(*message);  // once, however many get it
    return answer_each([&](AccountId account) { return deliver_to(account, mail); });
}

std::string LmtpSession::return_path() const {
    return "Return-Path: <" + sender_ + ">\r\n";
}

// A text without any header must not be taken for broken lines of the one it gets.
Result<PagedText> LmtpSession::as_body(const PagedText& text, Scratch& apart) const {
    auto kept = apart.append(return_path() + "\r\n");
    text.in_pieces([&](std::string_view piece) {
        kept = kept ? apart.append(piece) : kept;
        return kept.has_value();
    });
    return kept ? apart.text() : kept.error();
}

// One line for each RCPT, as `answer` has it for its account, which is asked once: two addresses of
// one account get one message.
SessionReply LmtpSession::answer_each(const std::function<std::string(AccountId)>& answer) {
    std::string replies;
    std::map<AccountId, std::string> done;
    for (const auto account : recipients_) {
        if (!done.contains(account)) {
            done[account] = answer(account);
        }
        replies += done[account] + "\r\n";
    }
    reset();
    return {std::move(replies), next_line(), false, false};
}

std::string LmtpSession::deliver_to(AccountId id, const store::NewObject& mail) {
    auto account = services_.store.account(id);
    if (!account) {
        return std::string(reply_for(account.error().code));
    }
    const auto delivered = store::deliver(**account, services_.clock, mail);
    if (!delivered) {
        services_.log.warning("delivery_failed", {{"account", (*account)->address()},
                                                  {"reason", delivered.error().detail}});
        return std::string(reply_for(delivered.error().code));
    }
    if (services_.delivered != nullptr) {
        ++*services_.delivered;
    }
    services_.log.info("delivered", {{"account", (*account)->address()},
                                     {"sender", sender_},
                                     {"bytes", mail.bytes.size()},
                                     {"peer", peer_.address}});
    return "250 2.0.0 Delivered";
}

SessionReply LmtpSession::rset(std::string_view) {
    reset();
    return say("250 2.0.0 OK");
}

SessionReply LmtpSession::noop(std::string_view) {
    return say("250 2.0.0 OK");
}

SessionReply LmtpSession::vrfy(std::string_view) {
    return say("252 2.5.2 Try RCPT");
}

SessionReply LmtpSession::quit(std::string_view) {
    SessionReply reply = say("221 2.0.0 Bye");
    reply.close = true;
    return reply;
}

void LmtpSession::reset() {
    has_sender_ = false;
    sender_.clear();
    recipients_.clear();
}

}  // namespace syncgate::lmtp

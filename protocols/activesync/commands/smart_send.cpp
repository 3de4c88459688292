#include "protocols/activesync/commands/smart_send.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "formats/digest/sha256.h"
#include "formats/mime/headers.h"
#include "formats/mime/joined.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/compose_request.h"
#include "protocols/activesync/commands/forwardees.h"
#include "protocols/activesync/commands/source.h"
#include "protocols/activesync/items/conversation.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace compose = wbxml::compose_mail;

constexpr std::size_t kHeaderValue = 900;

bool is_printable(std::string_view id) {
    return !id.empty() &&
           std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c <= '~'; });
}

// The thread up to the original: its first message and as many of the last as a header holds.
// Source: RFC 5322 3.6.4.
std::string references_to(const mime::Envelope& original) {
    std::vector<std::string> ids;
    for (const auto& id : original.references) {
        if (is_printable(id)) {
            ids.push_back("<" + id + ">");
        }
    }
    if (original.references.empty() && is_printable(original.in_reply_to)) {
        ids.push_back("<" + original.in_reply_to + ">");
    }
    ids.push_back("<" + original.message_id + ">");
    std::string out;
    for (auto id = ids.rbegin(); id != ids.rend(); ++id) {
        const std::string& root = ids.front();
        if (out.size() + id->size() + root.size() + 2 > kHeaderValue) {
            return root.size() < kHeaderValue ? root + " " + out : out;
        }
        out = out.empty() ? *id : *id + " " + out;
    }
    return out;
}

// What ties the message to its thread, where its writer did not.
std::string threaded(std::string message, const Source& source, Verb verb, UnixSeconds now) {
    const auto add = [&](std::string_view name, const std::string& value) {
        if (!value.empty() && value.size() <= kHeaderValue && !mime::header(message, name)) {
            message = mime::with_header(message, name, value);
        }
    };
    const auto& original = source.envelope;
    add("Thread-Index", answer_thread_index(original, source.received, now));
    if (is_printable(original.message_id)) {
        add("References", references_to(original));
        if (verb != Verb::kForward) {
            add("In-Reply-To", "<" + original.message_id + ">");
        }
    }
    return message;
}

// Whether it goes to any of those who got the original beside this account.
bool is_to_all(std::string_view message, const mime::Envelope& original, std::string_view own) {
    const auto among = [](const std::vector<mime::Address>& list, const std::string& address) {
        return std::any_of(list.begin(), list.end(), [&](const mime::Address& each) {
            return iequals(each.address, address);
        });
    };
    for (const auto* field : {"To", "Cc"}) {
        for (const auto& each : mime::addresses(message, field)) {
            const bool asked = among(original.from, each.address) ||
                               among(original.reply_to, each.address) || iequals(each.address, own);
            if (!asked && (among(original.to, each.address) || among(original.cc, each.address))) {
                return true;
            }
        }
    }
    return false;
}

struct Asked {
    ComposeRequest compose;
    ItemId item;
    bool replace = false;              // the message is whole as it is
    const Element* forward = nullptr;  // names whom to forward to, in place of a message
    bool is_forward = false;
};

using Parsed = std::variant<Asked, CommonStatus>;

Parsed parse(const Context& context, const Element* root, bool is_forward) {
    const bool named = root != nullptr && is_forward && names_forwardees(*root);
    if (named && (root->has(compose::kMime) || root->has(compose::kReplaceMime))) {
        return CommonStatus::kInvalidMimeBodyCombination;
    }
    const auto compose = parse_compose(context, root, named);
    if (const auto* status = std::get_if<CommonStatus>(&compose)) {
        return *status;
    }
    const auto item = parse_source(context, root);
    if (const auto* status = std::get_if<CommonStatus>(&item)) {
        return *status;
    }
    return Asked{std::get<ComposeRequest>(compose), std::get<ItemId>(item),
                 root != nullptr && root->has(compose::kReplaceMime), named ? root : nullptr,
                 is_forward};
}

// One message may be the answer to many: what is answered belongs to what makes a repetition.
std::string digest_of(const Asked& asked) {
    digest::Sha256 hash;
    hash.add(to_server_id(asked.item) + (asked.is_forward ? " forward\n" : " reply\n"));
    if (asked.forward != nullptr) {
        hash.add(wbxml::write(*asked.forward));
    }
    asked.compose.mime.in_pieces([&](std::string_view piece) { hash.add(piece); });
    return hash.finish();
}

std::variant<std::string, CommonStatus> written(const Asked& asked, const Source& source) {
    if (asked.forward != nullptr) {
        auto made = forwarding_message(*asked.forward, source.envelope);
        return made ? std::variant<std::string, CommonStatus>(*std::move(made))
                    : CommonStatus::kInvalidSmartForward;
    }
    std::string message = mime::to_crlf(asked.compose.mime);
    if (mime::body_offset(message) == 0) {
        return CommonStatus::kInvalidMime;
    }
    return message;
}

std::variant<Composed, CommonStatus> make(Context& context, const Asked& asked) {
    const auto source = load_source(context, asked.item);
    if (!source) {
        return status_of(source.error().code);
    }
    auto own = written(asked, *source);
    if (const auto* status = std::get_if<CommonStatus>(&own)) {
        return *status;
    }
    auto& message = std::get<std::string>(own);
    const Verb reply = is_to_all(message, source->envelope, context.who.address) ? Verb::kReplyToAll
                                                                                 : Verb::kReply;
    const Verb verb = asked.is_forward ? Verb::kForward : reply;
    message = threaded(std::move(message), *source, verb, context.services.clock.now());
    if (!asked.replace) {
        message = mime::joined(
            message, {source->bytes, source->envelope, source->structure, source->received},
            asked.is_forward ? mime::Carry::kAll : mime::Carry::kPictures);
    }
    if (message.size() > limits::kMessageBytes) {
        return CommonStatus::kAttachmentTooLarge;
    }
    return Composed{std::move(message), Mark{asked.item, verb}};
}

Answer run(Context& context, const Element* root, bool is_forward) {
    const Command& command = *find_command(is_forward ? "SmartForward" : "SmartReply");
    const auto parsed = parse(context, root, is_forward);
    if (const auto* status = std::get_if<CommonStatus>(&parsed)) {
        return fail(command, context.version, *status);
    }
    const auto& asked = std::get<Asked>(parsed);
    return send_once(context, command, named(asked.compose, digest_of(asked)),
                     [&] { return make(context, asked); });
}

}  // namespace

Answer run_smart_reply(Context& context, const Element* root) {
    return run(context, root, false);
}

Answer run_smart_forward(Context& context, const Element* root) {
    return run(context, root, true);
}

}  // namespace syncgate::activesync

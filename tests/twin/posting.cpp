#include "tests/twin/posting.h"

#include "formats/wbxml/tags.h"

namespace syncgate::twin {
namespace {

namespace compose = wbxml::compose_mail;

std::string folder_of(const std::string& item) {
    return item.substr(0, item.find(':'));
}

wbxml::Element document(const Posting& posting) {
    const bool is_reply = posting.command == "SmartReply";
    wbxml::Element root(posting.source.empty() ? compose::kSendMail
                        : is_reply             ? compose::kSmartReply
                                               : compose::kSmartForward);
    root.add(compose::kClientId, posting.client_id);
    if (!posting.source.empty()) {
        auto& source = root.add(compose::kSource);
        source.add(compose::kFolderId, folder_of(posting.source));
        source.add(compose::kItemId, posting.source);
    }
    if (posting.save) {
        root.add(compose::kSaveInSentItems);
    }
    root.add(wbxml::Element::opaque(compose::kMime, posting.mime));
    return root;
}

Reply ask(const Server& server, const Phone& phone, const Posting& posting) {
    if (phone.knows_conversations()) {  // since 14.0 by ComposeMail
        return phone.post(server, posting.command, document(posting));
    }
    std::string query = posting.save ? "&SaveInSent=T" : "";
    if (!posting.source.empty()) {
        query += "&CollectionId=" + folder_of(posting.source) + "&ItemId=" + posting.source;
    }
    return phone.post(server, posting.command, posting.mime, "message/rfc822", query);
}

}  // namespace

void send(const Server& server, const Phone& phone, const Posting& posting) {
    const Reply reply = ask(server, phone, posting);
    const auto& body = std::get<std::string>(reply.body);
    if (!body.empty()) {
        const auto answer = wbxml::parse(body);
        throw Violation(posting.command + " of " + phone.version() +
                        " is refused: " + std::string(answer ? wbxml::dump(*answer) : body));
    }
}

}  // namespace syncgate::twin

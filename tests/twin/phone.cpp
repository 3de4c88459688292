#include "tests/twin/phone.h"

#include "base/limits.h"
#include "formats/wbxml/tags.h"

namespace syncgate::twin {
namespace {

using wbxml::Element;
namespace air_sync = wbxml::air_sync;
namespace email = wbxml::email;
namespace provision_page = wbxml::provision;
namespace settings = wbxml::settings;

constexpr const char* kWbxmlType = "application/vnd.ms-sync.wbxml";

std::string text(const Element& element, wbxml::Tag tag) {
    return std::string(element.text(tag).value_or(""));
}

Element command_of(const Pending& pending) {
    using Kind = Pending::Kind;
    if (pending.kind == Kind::kDelete) {
        Element command(air_sync::kDelete);
        command.add(air_sync::kServerId, pending.id);
        return command;
    }
    if (pending.kind == Kind::kAdd) {
        Element command(air_sync::kAdd);
        command.add(air_sync::kClientId, pending.id);
        command.add(air_sync::kApplicationData).add(email::kSubject, std::string("mine"));
        return command;
    }
    Element command(air_sync::kChange);
    command.add(air_sync::kServerId, pending.id);
    Element& data = command.add(air_sync::kApplicationData);
    if (pending.kind == Kind::kFlag) {
        Element& flag = data.add(email::kFlag);
        if (pending.value) {
            flag.add(email::kStatus, 2);
            flag.add(email::kFlagType, std::string("Follow up"));
        }
    } else if (pending.kind == Kind::kTag) {
        Element& categories = data.add(email::kCategories);
        if (pending.value) {
            categories.add(email::kCategory, std::string(kTagName));
        }
    } else {
        data.add(email::kRead, std::string(pending.kind == Kind::kSpoilt ? "7"
                                           : pending.value               ? "1"
                                                                         : "0"));
    }
    return command;
}

}  // namespace

Outcome Phone::ask(const Server& server, const std::string& command, const std::string& body,
                   const std::string& type, const std::string& query) const {
    NoWaiting waiting;
    Request request;
    request.method = "POST";
    request.path = "/Microsoft-Server-ActiveSync";
    request.query = "Cmd=" + command + "&User=u&DeviceId=" + id_ + "&DeviceType=Twin" + query;
    request.headers.add("MS-ASProtocolVersion", version_);
    request.headers.add("X-MS-PolicyKey", policy_key_);
    request.headers.add("Content-Type", type);
    request.body = body;
    request.who = server.who;
    request.waiting = &waiting;
    return server.endpoint->handle(request);
}

Outcome Phone::ask(const Server& server, const std::string& command, const Element& root) const {
    return ask(server, command, wbxml::write(root), kWbxmlType, "");
}

Reply Phone::post(const Server& server, const std::string& command, const Element& root) const {
    return post(server, command, wbxml::write(root), kWbxmlType, "");
}

Reply Phone::post(const Server& server, const std::string& command, const std::string& body,
                  const std::string& type, const std::string& query) const {
    Outcome outcome = ask(server, command, body, type, query);
    check(std::holds_alternative<Reply>(outcome), command + " parked");
    Reply reply = std::get<Reply>(std::move(outcome));
    check(reply.status == 200, command + ": HTTP " + std::to_string(reply.status));
    return reply;
}

void Phone::provision(const Server& server) {
    for (int phase = 0; phase < 2; ++phase) {
        Element root(provision_page::kProvision);
        if (phase == 0) {
            root.add(settings::kDeviceInformation)
                .add(settings::kSet)
                .add(settings::kModel, std::string("twin"));
        }
        Element& policy = root.add(provision_page::kPolicies).add(provision_page::kPolicy);
        policy.add(provision_page::kPolicyType,
                   std::string(version_ == "2.5" ? "MS-WAP-Provisioning-XML"
                                                 : "MS-EAS-Provisioning-WBXML"));
        if (phase == 1) {
            policy.add(provision_page::kPolicyKey, policy_key_);
            policy.add(provision_page::kStatus, 1);
        }
        const Reply reply = post(server, "Provision", root);
        const auto answer = wbxml::parse(std::get<std::string>(reply.body));
        check(answer.has_value(), "Provision: no answer");
        policy_key_ =
            text(*answer->child(provision_page::kPolicies)->child(provision_page::kPolicy),
                 provision_page::kPolicyKey);
    }
}

void Phone::change_version(const Server& server, const std::string& version) {
    version_ = version;
    folder_key_ = "0";
    folders.clear();
    books.clear();
    folder_sync(server, false);
    std::erase_if(boxes, [&](const auto& box) { return !folders.contains(box.first); });
}

Element Phone::document(const SyncRequest& request) const {
    Element root(air_sync::kSync);
    Element& collection = root.add(air_sync::kCollections).add(air_sync::kCollection);
    if (version_ == "2.5") {
        collection.add(air_sync::kClass, request.item_class);
    }
    collection.add(air_sync::kSyncKey, request.key);
    collection.add(air_sync::kCollectionId, request.folder);
    if (request.key == "0") {
        if (request.supported) {
            collection.add(*request.supported);
        }
        return root;
    }
    collection.add(air_sync::kDeletesAsMoves, request.deletes_as_moves ? 1 : 0);
    collection.add(air_sync::kGetChanges, request.get_changes ? 1 : 0);
    collection.add(air_sync::kWindowSize, request.window);
    if (request.conversations) {
        collection.add(air_sync::kConversationMode, 1);
    }
    Element options(air_sync::kOptions);
    if (request.item_class == "Email") {
        options.add(air_sync::kFilterType, request.filter);
    }
    if (request.texts && version_ != "2.5") {
        options.add(wbxml::air_sync_base::kBodyPreference).add(wbxml::air_sync_base::kType, 1);
    }
    if (!options.empty()) {
        collection.add(std::move(options));
    }
    if (!request.commands.empty() || !request.edits.empty()) {
        Element& commands = collection.add(air_sync::kCommands);
        for (const auto& each : request.commands) {
            commands.add(command_of(each));
        }
        for (const auto& each : request.edits) {
            commands.add(each);
        }
    }
    return root;
}

Phone::Answer Phone::sync(const Server& server, const SyncRequest& request) const {
    const Element root = document(request);
    Reply reply = post(server, "Sync", root);
    Answer answer;
    answer.bytes = std::get<std::string>(std::move(reply.body));
    if (answer.bytes.empty()) {
        return answer;
    }
    const auto parsed = wbxml::parse(answer.bytes);
    check(parsed.has_value(), "Sync: no WBXML");
    const Element* collections = parsed->child(air_sync::kCollections);
    if (collections == nullptr) {
        answer.status = std::stoi(text(*parsed, air_sync::kStatus));
        return answer;
    }
    answer.collection = *collections->child(air_sync::kCollection);
    answer.status = std::stoi(text(*answer.collection, air_sync::kStatus));
    return answer;
}

std::string Phone::move_conversation(const Server& server, const std::string& conversation,
                                     const std::string& to) const {
    namespace page = wbxml::item_operations;
    Element root(page::kItemOperations);
    Element& move = root.add(page::kMove);
    move.add(Element::opaque(page::kConversationId, conversation));
    move.add(page::kDstFldId, to);
    move.add(page::kOptions).add(page::kMoveAlways);
    const Reply reply = post(server, "ItemOperations", root);
    const auto answer = wbxml::parse(std::get<std::string>(reply.body));
    check(answer && answer->child(page::kResponse) != nullptr, "ItemOperations: no answer");
    return text(*answer->child(page::kResponse)->child(page::kMove), page::kStatus);
}

int Phone::ping(const Server& server, const std::string& folder) {
    namespace page = wbxml::ping;
    Element root(page::kPing);
    root.add(page::kHeartbeatInterval, limits::kHeartbeatMax);
    Element& watched = root.add(page::kFolders).add(page::kFolder);
    watched.add(page::kId, folder);
    watched.add(page::kClass, std::string("Email"));
    const Outcome outcome = ask(server, "Ping", root);
    const auto* reply = std::get_if<Reply>(&outcome);
    if (reply == nullptr) {
        return 0;
    }
    const auto answer = wbxml::parse(std::get<std::string>(reply->body));
    check(answer.has_value(), "Ping: no answer");
    return std::stoi(text(*answer, page::kStatus));
}

std::optional<std::string> Phone::move(const Server& server, const std::string& item,
                                       const std::string& to) {
    namespace page = wbxml::move;
    Element root(page::kMoveItems);
    Element& move = root.add(page::kMove);
    move.add(page::kSrcMsgId, item);
    move.add(page::kSrcFldId, item.substr(0, item.find(':')));
    move.add(page::kDstFldId, to);
    const Reply reply = post(server, "MoveItems", root);
    const auto answer = wbxml::parse(std::get<std::string>(reply.body));
    check(answer && answer->child(page::kResponse) != nullptr, "MoveItems: no answer");
    const Element& response = *answer->child(page::kResponse);
    return text(response, page::kStatus) == "3" ? std::optional(text(response, page::kDstMsgId))
                                                : std::nullopt;
}

}  // namespace syncgate::twin

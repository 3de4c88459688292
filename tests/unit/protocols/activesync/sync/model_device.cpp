#include "tests/unit/protocols/activesync/sync/model_device.h"

namespace syncgate::activesync::model_world {
namespace {

constexpr Content kSpoilt{-1, -1, -1};

}  // namespace

ClientCommand Edit::command() const {
    ClientCommand command;
    command.kind = kind;
    command.uid = uid;
    switch (kind) {
        case CommandKind::kAdd:
            command.client_id = std::to_string(client_id);
            command.digest = std::to_string(content.key) + " " + std::to_string(content.text);
            break;
        case CommandKind::kChange:
            command.digest = std::to_string(static_cast<int>(field)) + " " + std::to_string(value) +
                             (refused ? " refused" : "");
            command.conflicts = field != Field::kState;
            break;
        case CommandKind::kDelete:
            break;
    }
    return command;
}

void ModelDevice::take(const SyncAnswer::Response& response) {
    const Edit& edit = response.edit;
    std::erase_if(pending, [&](const Edit& each) { return each.op == edit.op; });
    const auto it = items.find(edit.uid);
    if (edit.kind == CommandKind::kAdd) {
        if (response.outcome.status == 1) {
            demand(items.emplace(response.outcome.uid, edit.content).second,
                   "an Add was answered with an item it has");
        }
    } else if (edit.kind == CommandKind::kDelete) {
        items.erase(edit.uid);
    } else if (it != items.end() && response.outcome.status == 1) {
        switch (edit.field) {
            case Field::kText:
                it->second.text = edit.value;
                break;
            case Field::kState:
                it->second.state = edit.value;
                break;
            case Field::kKey:
                it->second.key = edit.value;
                break;
        }
    } else if (it != items.end() && response.outcome.status == 6) {
        it->second = kSpoilt;  // the server must send its own version
    }
}

void ModelDevice::take(const SyncAnswer::Command& command) {
    const std::string uid = std::to_string(command.uid);
    if (command.type == CommandType::kAdd) {
        demand(items.emplace(command.uid, command.content).second,
               "Add for an item it has: " + uid);
        return;
    }
    demand(items.contains(command.uid), "a command for an item it has not: " + uid);
    if (command.type == CommandType::kChange) {
        Content& content = items[command.uid];
        content = command.state_only ? Content{content.key, content.text, command.content.state}
                                     : command.content;
        return;
    }
    items.erase(command.uid);
    std::erase_if(pending, [&](const Edit& each) {
        return each.kind != CommandKind::kAdd && each.uid == command.uid;
    });
}

void ModelDevice::apply(const SyncAnswer& answer, int window) {
    for (const auto& response : answer.responses) {
        take(response);
    }
    demand(answer.commands.size() <= static_cast<std::size_t>(window), "WindowSize exceeded");
    demand(!answer.commands.empty() || !answer.more, "MoreAvailable without progress");
    std::set<Uid> named;
    for (const auto& command : answer.commands) {
        demand(named.insert(command.uid).second, "one item twice in an answer");
        take(command);
    }
    key = answer.key;
    if (answer.expected) {
        compare(*answer.expected);
    }
}

void ModelDevice::compare(const std::map<Uid, Content>& expected) const {
    for (const auto& [uid, content] : expected) {
        const auto it = items.find(uid);
        demand(it != items.end(), "missing at rest: " + std::to_string(uid));
        demand(it->second == content, "stale at rest: " + std::to_string(uid));
    }
    demand(items.size() == expected.size(), "more at rest than the server has");
}

void ModelDevice::restart() {
    key = 0;
    items.clear();
    pending.clear();  // a real client keeps its Adds, as new ones
}

}  // namespace syncgate::activesync::model_world

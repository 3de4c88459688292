#include "tests/unit/protocols/activesync/sync/model_replay.h"

#include <algorithm>
#include <sstream>

namespace syncgate::activesync::model_world {
namespace {

const std::map<std::string, ItemClass> kClasses = {{"mail", ItemClass::kMail},
                                                   {"event", ItemClass::kEvent},
                                                   {"task", ItemClass::kTask},
                                                   {"contact", ItemClass::kContact}};

// By CommandType.
constexpr char kLetters[] = {'A', 'C', 'D', 'S'};

std::int64_t number(const std::string& text) {
    return std::stoll(text);
}
std::size_t place(const std::string& text) {
    return std::stoul(text);
}

// The model's fields 0 and 1 are both content that can conflict: text here.
Field field(const std::string& text) {
    return text == "2" ? Field::kKey : Field::kText;
}

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, separator);) {
        parts.push_back(part);
    }
    return parts;
}

}  // namespace

void ModelReplay::run(std::istream& recording) {
    long count = 0;
    for (std::string text; std::getline(recording, text);) {
        ++count;
        try {
            line(split(text, ' '));
        } catch (const std::exception& wrong) {
            throw Violation("line " + std::to_string(count) + ": " + wrong.what());
        }
    }
}

void ModelReplay::line(const Words& words) {
    const std::string& what = words.at(0);
    if (what == "world") {
        begin_world(words);
    } else if (what == "?") {
        request(words);
    } else if (what == "!" || what == "x") {
        answer(words);
    } else if (under_way_ != nullptr) {
        under_way_->between.push_back(words);
    } else {
        write(words);
    }
}

void ModelReplay::begin_world(const Words& words) {
    std::vector<ItemClass> classes;
    std::transform(words.begin() + 2, words.end(), std::back_inserter(classes),
                   [](const auto& name) { return kClasses.at(name); });
    server_ = std::make_unique<ModelServer>(classes);
    uids_.clear();
    ids_.clear();
    keys_.clear();
    ++worlds_;
}

void ModelReplay::write(const Words& words) {
    const std::string& what = words[0];
    if (what == "w") {
        server_->begin_write();
        return;
    }
    const std::size_t at = place(words.at(1));
    ModelCollection& collection = *server_->collections().at(at);
    if (what == "z") {
        collection.compact(number(words.at(2)));
        return;
    }
    const long id = number(words.at(2));
    if (what == "+") {
        const Uid uid = collection.add({number(words.at(3)), number(words.at(4)), 0}, 0);
        uids_[{at, id}] = uid;
        ids_[{at, uid}] = id;
    } else if (what == "~") {
        collection.change(uids_.at({at, id}), field(words.at(3)), number(words.at(4)), 0);
    } else {
        demand(what == "-", "no such line: " + what);
        collection.remove(uids_.at({at, id}));
    }
}

void ModelReplay::request(const Words& words) {
    demand(words.size() >= 9 && under_way_ == nullptr, "no request");
    under_way_ = std::make_unique<UnderWay>();
    auto& [where, asked, crash, between] = *under_way_;
    where = {static_cast<int>(number(words[1])) + 1, place(words[2])};
    asked.key = number(words[3]) == 0 ? 0 : keys_.at({where, number(words[3])});
    asked.window = static_cast<int>(number(words[4]));
    asked.edge = number(words[5]);
    asked.server_wins = words[6] == "1";
    asked.get_changes = words[7] == "1";
    crash = words[8] == "1";
    std::transform(words.begin() + 9, words.end(), std::back_inserter(asked.edits),
                   [&](const auto& text) { return edit(text, where.collection); });
}

Edit ModelReplay::edit(const std::string& text, std::size_t collection) {
    const auto parts = split(text, ':');
    Edit edit;
    edit.op = number(parts.at(1));
    edit.refused = parts.back() == "1";
    if (parts[0] == "+") {
        edit.kind = CommandKind::kAdd;
        edit.client_id = number(parts.at(2));
        edit.content = {number(parts.at(3)), number(parts.at(4)), 0};
        return edit;
    }
    edit.kind = parts[0] == "~" ? CommandKind::kChange : CommandKind::kDelete;
    edit.uid = uids_.at({collection, number(parts.at(2))});
    if (edit.kind == CommandKind::kChange) {
        edit.field = field(parts.at(3));
        edit.value = number(parts.at(4));
    }
    return edit;
}

SyncAnswer ModelReplay::ask(const Words& expected) {
    auto& [where, asked, crash, between] = *under_way_;
    Faults faults;
    faults.crash = crash;
    if (!between.empty()) {
        faults.between = [&, lines = std::move(between)](const SyncAnswer& so_far) {
            match(expected, so_far);
            for (const auto& words : lines) {
                write(words);
            }
        };
    }
    return server_->sync(where, asked, faults);
}

// As the recording writes it.
std::string ModelReplay::said(const SyncAnswer& answer) {
    const auto id = [&](Uid uid) {
        const auto it = ids_.find({under_way_->where.collection, uid});
        return it == ids_.end() ? "?" : std::to_string(it->second);
    };
    std::string text = answer.status == 0 ? "" : answer.more ? " 1" : " 0";
    for (const auto& [edit, outcome] : answer.responses) {
        text += " =" + std::to_string(outcome.status) + ":" +
                (outcome.uid == 0 ? "0" : id(outcome.uid));
    }
    for (const auto& command : answer.commands) {
        text += std::string(" ") + kLetters[static_cast<int>(command.type)] + id(command.uid);
    }
    return text;
}

// Items that the client added get the model's numbers.
void ModelReplay::match(const Words& words, const SyncAnswer& given) {
    const std::size_t at = under_way_->where.collection;
    std::size_t nth = 0;
    for (const auto& word : words) {
        if (word[0] != '=' || nth == given.responses.size()) {
            continue;
        }
        const long id = number(split(word, ':').at(1));
        const Uid uid = given.responses[nth++].outcome.uid;
        if (id != 0 && uid != 0 && ids_.try_emplace({at, uid}, id).second) {
            uids_.emplace(std::pair(at, id), uid);
        }
    }
}

void ModelReplay::answer(const Words& words) {
    demand(under_way_ != nullptr, "an answer to no request");
    const SyncAnswer given = ask(words);
    match(words, given);
    demand((words[0] == "x") == (given.status == 0), "one was killed, the other not");
    const std::size_t marks = given.status == 0 ? 1 : 3;
    std::string expected;
    for (std::size_t i = marks; i < words.size(); ++i) {
        expected += " " + words[i];
    }
    const std::string text = said(given);
    demand(text == expected, "the engine says" + text + ", the model" + expected);
    if (given.status != 0) {
        demand(std::to_string(given.status) == words[1], "Status " + std::to_string(given.status));
        const auto [key, fresh] =
            keys_.try_emplace({under_way_->where, number(words[2])}, given.key);
        demand(fresh || key->second == given.key, "the engine gives another key");
    }
    ++requests_;
    commands_ += static_cast<long>(given.commands.size());
    under_way_.reset();
}

}  // namespace syncgate::activesync::model_world

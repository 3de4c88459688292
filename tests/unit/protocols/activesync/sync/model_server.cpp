#include "tests/unit/protocols/activesync/sync/model_server.h"

namespace syncgate::activesync::model_world {
namespace {

class ListPage final : public Page {
  public:
    ListPage(int window, const ModelCollection& collection, SyncAnswer& answer)
        : window_(window), collection_(collection), answer_(answer) {}

    [[nodiscard]] int room() const override {
        return window_ - static_cast<int>(answer_.commands.size());
    }
    void put(CommandType type, Uid uid, const Item* item, Modseq known) override {
        const bool with_item = type == CommandType::kAdd || type == CommandType::kChange;
        demand(with_item == (item != nullptr), "a command with the wrong data");
        answer_.commands.push_back(
            {type, uid, item != nullptr ? collection_.rows().at(uid).content : Content{},
             type == CommandType::kChange && known != 0 && item->content <= known});
    }

  private:
    int window_;
    const ModelCollection& collection_;
    SyncAnswer& answer_;
};

// What a process that was restarted finds.
SyncPoint reloaded(const SyncPoint& point) {
    auto read = from_row(to_row(point));
    demand(read.has_value(), "a point does not decode");
    return *std::move(read);
}

}  // namespace

// One edit's work on the collection.
class ModelServer::Writer final : public ItemWriter {
  public:
    Writer(ModelServer& server, ModelCollection& collection, Where where, std::int64_t key)
        : server_(server), collection_(collection), where_(where), key_(key) {}

    CommandOutcome run(const Edit& edit, SyncPoint& confirmed, SyncPoint& next, bool server_wins) {
        edit_ = &edit;
        const auto outcome = execute(edit.command(), confirmed, next, *this, server_wins);
        if (outcome.status == 7 && edit.kind != CommandKind::kAdd) {
            const auto row = collection_.rows().find(edit.uid);
            demand(row == collection_.rows().end() || row->second.writer != where_.device,
                   "a conflict with the device's own version");
        }
        return outcome;
    }

    Modseq modseq() override { return server_.modseq_; }
    std::optional<Item> item(Uid uid) override { return collection_.item(uid); }

    Made add() override {
        if (edit_->refused) {
            return {};
        }
        demand(++server_.made_[edit_->op] == 1, "one Add made two items");
        return {1, collection_.add(edit_->content, where_.device)};
    }
    int change(const Item& item) override {
        if (edit_->refused) {
            return 6;
        }
        note_execution(item.uid);
        collection_.change(item.uid, edit_->field, edit_->value, where_.device);
        return 1;
    }
    int remove(const Item& item) override {
        if (edit_->refused) {
            return 6;
        }
        note_execution(item.uid);
        collection_.remove(item.uid);
        return 1;
    }
    int replace(const Item& item) override {
        if (edit_->refused) {
            return 6;
        }
        const Content& content = edit_->content;
        collection_.change(item.uid, Field::kText, content.text, where_.device);
        collection_.change(item.uid, Field::kState, content.state, where_.device);
        collection_.change(item.uid, Field::kKey, content.key, where_.device);
        return 1;
    }
    Uid renew(const Item& item) override {
        return collection_.add(collection_.remove(item.uid).content, where_.device);
    }
    Uid unused_uid() override { return collection_.reserve(); }

  private:
    void note_execution(Uid uid) {
        auto& last = server_.last_[{where_, uid}];
        demand(last != std::pair(edit_->op, key_), "a command was carried out twice");
        last = {edit_->op, key_};
    }

    ModelServer& server_;
    ModelCollection& collection_;
    Where where_;
    std::int64_t key_;
    const Edit* edit_ = nullptr;
};

ModelServer::ModelServer(const std::vector<ItemClass>& classes) {
    for (const auto item_class : classes) {
        collections_.push_back(std::make_unique<ModelCollection>(item_class, modseq_));
    }
}

SyncAnswer ModelServer::sync(Where where, const SyncAsked& asked, const Faults& faults) {
    ModelCollection& collection = *collections_[where.collection];
    SyncLine line = lines_[where];  // as if loaded; kept where the command keeps it
    SyncAnswer answer;
    if (asked.key == 0) {
        SyncPoint point = line.begin(modseq_);
        answer.key = point.key = ++keys_;
        line.issue(reloaded(point));
        lines_[where] = line;
        return answer;
    }
    const auto used = line.use(asked.key);
    if (used.point == nullptr || used.point->a < Cursor{collection.compacted(), kMaxUid}) {
        answer.status = 3;
        answer.compacted = used.point != nullptr;
        return answer;
    }
    SyncPoint next = used.point->derive();
    if (!asked.edits.empty()) {
        begin_write();
        for (const auto& edit : asked.edits) {
            if (edit.kind == CommandKind::kAdd) {
                next.answered_adds.insert(edit.command().client_id);
            } else {
                next.answered_items.insert(edit.uid);
            }
        }
        Writer writer(*this, collection, where, asked.key);
        for (const auto& edit : asked.edits) {
            answer.responses.push_back(
                {edit, writer.run(edit, *used.point, next, asked.server_wins)});
        }
        lines_[where] = line;
    }
    if (faults.crash) {
        answer.status = 0;
        return answer;
    }
    if (faults.between) {
        faults.between(answer);
    }
    if (asked.get_changes) {
        look(asked, collection, next, answer);
    }
    if (asked.get_changes && asked.edits.empty() && answer.commands.empty() &&
        line.may_stay(*used.point, next)) {
        answer.key = asked.key;
        lines_[where] = line;
        return answer;
    }
    answer.key = next.key = ++keys_;
    line.issue(reloaded(next));
    lines_[where] = line;
    return answer;
}

void ModelServer::look(const SyncAsked& asked, const ModelCollection& collection, SyncPoint& next,
                       SyncAnswer& answer) const {
    const bool anything = has_anything(next, collection, {asked.edge});
    const int estimate = count_commands(next, collection, {asked.edge}, asked.window);
    const Position bound = next.bound;
    const Cursor a = next.a;
    ListPage page(asked.window, collection, answer);
    answer.more = !respond(next, collection, {asked.edge}, page);
    demand(anything == !answer.commands.empty(), "has_anything() says otherwise");
    const int count = static_cast<int>(answer.commands.size());
    // A page also ends before an item that it has named already.
    const bool whole = !answer.more || count == asked.window;
    demand(whole ? estimate == count : estimate >= count, "count_commands() says otherwise");
    const Position edge{asked.edge, 0};
    const Cursor end{modseq_, kMaxUid};
    demand(next.a <= next.m, "A is beyond M");
    demand(next.a == a || next.m == end, "A moved before M was at its end");
    demand(next.bound <= std::max(bound, edge) && next.bound >= std::min(bound, edge),
           "bound moved away from the edge");
    if (!answer.more) {
        demand(next.m == end && next.a == end && next.bound == edge && next.own.empty(),
               "not at rest without MoreAvailable");
        answer.expected = collection.window(asked.edge);
    }
}

}  // namespace syncgate::activesync::model_world

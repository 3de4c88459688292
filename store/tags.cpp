// Tags: what the keywords of items are called.
#include <algorithm>

#include "base/text.h"
#include "store/change.h"
#include "store/scope.h"

namespace syncgate::store {
namespace {

// What has the keyword is called otherwise.
void tell_keyword(Scope& scope, std::string_view keyword, Modseq modseq) {
    std::vector<std::pair<CollectionId, Uid>> items;
    Query rows(scope.db,
               "SELECT collection, uid, keywords FROM item WHERE account = $1 AND keywords <> ''",
               scope.account);
    while (rows.next()) {
        const std::string text = rows.text(2);
        const auto keywords = split(text, '\n');
        if (std::find(keywords.begin(), keywords.end(), keyword) != keywords.end()) {
            items.emplace_back(rows.integer(0), rows.integer(1));
        }
    }
    for (const auto& [collection, uid] : items) {
        run(scope.db,
            "UPDATE item SET modseq = $1 WHERE account = $2 AND collection = $3 AND uid = $4",
            modseq, scope.account, collection, uid);
        touch(scope, collection);
    }
}

}  // namespace

std::vector<Tag> Snapshot::tags() const {
    Query rows(scope_->db,
               "SELECT keyword, name, color FROM tag WHERE account = $1 ORDER BY keyword",
               scope_->account);
    std::vector<Tag> found;
    while (rows.next()) {
        found.push_back({rows.text(0), rows.text(1), rows.text(2)});
    }
    return found;
}

std::optional<Tag> Snapshot::tag(std::string_view keyword) const {
    Query row(scope_->db,
              "SELECT keyword, name, color FROM tag WHERE account = $1 AND keyword = $2",
              scope_->account, keyword);
    return row.next() ? std::optional(Tag{row.text(0), row.text(1), row.text(2)}) : std::nullopt;
}

void Change::set_tag(const Tag& tag) {
    const auto old = this->tag(tag.keyword);
    run(scope_->db,
        "INSERT INTO tag(account, keyword, name, color) VALUES($1, $2, $3, $4)"
        " ON CONFLICT(account, keyword) DO UPDATE SET name = excluded.name,"
        " color = excluded.color",
        scope_->account, tag.keyword, tag.name, tag.color);
    if (!old || old->name != tag.name) {
        tell_keyword(*scope_, tag.keyword, take_modseq());
    }
}

void Change::remove_tag(std::string_view keyword) {
    if (tag(keyword)) {
        run(scope_->db, "DELETE FROM tag WHERE account = $1 AND keyword = $2", scope_->account,
            keyword);
        tell_keyword(*scope_, keyword, take_modseq());
    }
}

}  // namespace syncgate::store

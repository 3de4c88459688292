// Tags: what the keywords of items are called.
#include "store/note.h"
#include "store/scope.h"

namespace syncgate::store {

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

void Note::set_tag(const Tag& tag) {
    run(scope_->db,
        "INSERT INTO tag(account, keyword, name, color) VALUES($1, $2, $3, $4)"
        " ON CONFLICT(account, keyword) DO UPDATE SET name = excluded.name,"
        " color = excluded.color",
        scope_->account, tag.keyword, tag.name, tag.color);
}

void Note::remove_tag(std::string_view keyword) {
    run(scope_->db, "DELETE FROM tag WHERE account = $1 AND keyword = $2", scope_->account,
        keyword);
}

}  // namespace syncgate::store

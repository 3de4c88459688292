#include "store/tables.h"

#include <algorithm>
#include <stdexcept>

#include "base/text.h"

namespace syncgate::store {
namespace {

// The key stands before the bar; $: text, #: bytes, @: the account whose row it is, else a number.
struct Spec {
    std::string_view name, columns;
};

constexpr Spec kDirectory[] = {
    {"domain", "name$ |"},
    {"account", "id@ | address$ local_part$ display_name$ password$ enabled created elsewhere$"},
    {"account_sequence", "| last"},
    {"alias", "address$ | account@"},
    {"account_certificate", "account@ digest# | certificate#"},
    {"account_word", "domain$ word# account@ |"},
    {"app_password", "account@ name$ | password$ created"},
    {"verified_login", "account@ client$ | mac# used"},
    {"due", "account@ at |"},
    {"member_group", "name$ |"},
    {"member", "member_group$ account@ |"},
    {"mailbox_share", "account@ collection member@ | rights"},
    {"group_collection", "account@ collection member_group$ | rights"},
    {"shared_property", "account@ collection member@ name$ | value$"},
    {"invitation", "account@ collection member@ | uid$ rights answer summary$"},
    {"notice", "account@ name$ | kind$ text$ written"},
    {"number_row", "name$ | last"},
    {"account_policy", "account@ name$ | value$"},
    {"scope_policy", "scope$ name$ | value$"},
    {"device_rule", "number | subject pattern$ access"},
    {"outgoing_due", "account@ | at"},
    {"lesson", "account@ object | spam at tries"},
    {"push_key", "number | secret#"},
    {"push_subscription",
     "account@ name$ | owner@ collection resource$ public_key# secret# created expires told"},
    {"audit", "number | at done_by$ account_address$ device$ event$ detail$"},
};

constexpr Spec kAccount[] = {
    {"account_state",
     "| modseq last_collection last_object last_key last_intent last_device last_version bytes"
     " items quota_bytes quota_items collections_compacted conversations_after"},
    {"setting", "name$ | value$"},
    {"clock", "day | modseq"},
    {"collection",
     "id | class parent role name$ owner uidvalidity uidnext created modseq highest compacted gone"
     " entered resource$"},
    {"item",
     "collection uid | object name$ native_uid$ created modseq content entered sort_key flags"
     " keywords$ follow_up$"},
    {"tombstone", "collection modseq uid | object name$ created sort_key"},
    {"sort_key_history", "collection modseq uid | old new"},
    {"object", "id | blob# size envelope# structure# preview$ text$ rendition made"},
    {"property", "collection name$ | value$"},
    {"item_property", "collection uid name$ | value$"},
    {"object_conversation", "id | conversation"},
    {"file", "id | parent name$ object type$ entered"},
    {"file_property", "file name$ | value$"},
    {"blob", "hash# | size"},
    {"device",
     "number | id$ type$ user_agent$ version$ policy_key policy_key_sent first_seen last_seen"
     " information$ trace_until ping# access standing wipe policy policy_sent policy_at"
     " policy_outcome recovery_password$"},
    {"layer", "device kind$ class owner book | shown"},
    {"line", "device collection | confirmed options# version"},
    {"point", "device collection key | m_modseq m_uid a_modseq a_uid bound_key bound_uid rest#"},
    {"hierarchy", "device key | folders# modseq shows"},
    {"request", "device kind$ key# | outcome# until"},
    {"intent", "id | target object role flags"},
    {"intent_done", "source id | until"},
    {"outgoing", "id | object sender$ queued holder$ held_until"},
    {"outgoing_recipient", "message address$ | at tries reason$"},
    {"kept_version",
     "id | class collection uid object name$ native_uid$ sort_key flags keywords$ follow_up$ loss"
     " device kept"},
    {"tag", "keyword$ | name$ color$"},
    {"collected_address", "address$ | name$ used"},
};

Column column_of(std::string_view word) {
    Column column;
    switch (word.back()) {
        case '$':
            column.kind = Column::Kind::kText;
            break;
        case '#':
            column.kind = Column::Kind::kBytes;
            break;
        case '@':
            column.names_account = true;
            break;
        default:
            column.name = word;
            return column;
    }
    column.name = word.substr(0, word.size() - 1);
    return column;
}

// "a, b", or "$2, $3" where a prefix is given: from `first` on.
std::string names(const std::vector<Column>& columns, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        text += (i == 0 ? "" : ", ") + columns[i].name;
    }
    return text;
}

std::string parameters(std::size_t first, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        text += (i == 0 ? "$" : ", $") + std::to_string(first + i);
    }
    return text;
}

void add_statements(Table& table, bool of_account) {
    const auto all = names(table.columns, table.columns.size());
    const auto key = names(table.columns, table.key);
    const auto from = " FROM " + table.name + (of_account ? " WHERE account = $1" : "");
    // A row of one is a table of its own kind; a text may be large.
    const std::size_t page = table.is_text ? 1 : kPageOfRows;
    const auto order =
        (table.key == 0 ? "" : " ORDER BY " + key) + " LIMIT " + std::to_string(page);
    table.first_page = "SELECT " + all + from + order;
    const std::size_t after = of_account ? 2 : 1;
    table.next_page = "SELECT " + all + from + (of_account ? " AND (" : " WHERE (") + key +
                      ") > (" + parameters(after, table.key) + ")" + order;
    table.remove = "DELETE" + from;
    table.insert = "INSERT INTO " + table.name + "(" + (of_account ? "account, " : "") + all +
                   ") VALUES(" + parameters(1, table.columns.size() + (of_account ? 1 : 0)) + ")";
    if (of_account && table.key == 0) {  // its row is there: whoever writes holds it
        table.insert += " ON CONFLICT(account) DO UPDATE SET ";
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const auto& name = table.columns[i].name;
            table.insert += (i == 0 ? "" : ", ") + name + " = excluded." + name;
        }
    }
}

template <std::size_t N>
std::vector<Table> tables_of(const Spec (&specs)[N], bool of_account) {
    std::vector<Table> tables;
    for (const auto& spec : specs) {
        Table table;
        table.name = spec.name;
        table.is_text = spec.name == "blob";
        for (const auto word : split(spec.columns, ' ')) {
            if (word == "|") {
                table.key = table.columns.size();
            } else if (!word.empty()) {
                table.columns.push_back(column_of(word));
            }
        }
        add_statements(table, of_account);
        tables.push_back(std::move(table));
    }
    return tables;
}

}  // namespace

std::size_t Table::position(std::string_view column) const {
    const auto found = std::find_if(columns.begin(), columns.end(),
                                    [&](const Column& each) { return each.name == column; });
    if (found == columns.end()) {
        throw std::out_of_range("no column " + std::string(column) + " in " + name);
    }
    return static_cast<std::size_t>(found - columns.begin());
}

const std::vector<Table>& directory_tables() {
    static const auto tables = tables_of(kDirectory, false);
    return tables;
}

const std::vector<Table>& account_tables() {
    static const auto tables = tables_of(kAccount, true);
    return tables;
}

}  // namespace syncgate::store

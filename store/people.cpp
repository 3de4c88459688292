#include "store/people.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/text.h"
#include "formats/words/words.h"
#include "store/account_rows.h"

namespace syncgate::store {
namespace {

constexpr std::size_t kMostWords = 20;  // of one person

std::string_view local_part(std::string_view address) {
    return address.substr(0, address.rfind('@'));
}

std::string_view domain_of(std::string_view address) {
    return address.substr(address.rfind('@') + 1);
}

// Folded: each word with a blank before it.
std::string words_of(const AccountRecord& account) {
    return words::fold(account.display_name) + words::fold(local_part(account.address));
}

bool has_all(const AccountRecord& account, std::span<const std::string> beginnings) {
    const auto folded = words_of(account);
    return std::all_of(beginnings.begin(), beginnings.end(),
                       [&](const std::string& each) { return words::holds(folded, " " + each); });
}

}  // namespace

void index_person(Connection& directory, const AccountRecord& account) {
    forget_person(directory, account.id);
    std::set<std::string_view> all;
    const auto folded = words_of(account);
    for (const auto word : split(folded, ' ')) {
        if (!word.empty() && all.size() < kMostWords) {
            all.insert(cut_utf8(word, words::kKeyBytes));
        }
    }
    for (const auto word : all) {
        run(directory, "INSERT INTO account_word(domain, word, account) VALUES($1, $2, $3)",
            domain_of(account.address), Blob{word}, account.id);
    }
}

void forget_person(Connection& directory, AccountId account) {
    run(directory, "DELETE FROM account_word WHERE account = $1", account);
}

void index_missing_people(Connection& directory) {
    std::vector<AccountRecord> missing;
    {
        Query rows(directory, "SELECT " SYNCGATE_ACCOUNT_COLUMNS
                              " FROM account WHERE NOT EXISTS(SELECT 1 FROM account_word"
                              " WHERE account_word.account = account.id)");
        while (rows.next()) {
            missing.push_back(record_of(rows));
        }
    }
    for (const auto& each : missing) {
        index_person(directory, each);
    }
}

std::vector<AccountRecord> people_with(Connection& directory, std::string_view domain,
                                       std::span<const std::string> beginnings, std::size_t most) {
    // The longest says most.
    const auto longest = std::max_element(
        beginnings.begin(), beginnings.end(),
        [](const std::string& a, const std::string& b) { return a.size() < b.size(); });
    std::vector<AccountRecord> found;
    if (longest == beginnings.end()) {
        return found;
    }
    const std::string from(cut_utf8(*longest, words::kKeyBytes));
    const std::string until = from + '\xff';
    Query rows(directory,
               "SELECT " SYNCGATE_ACCOUNT_COLUMNS
               " FROM account_word JOIN account ON account.id = account_word.account"
               " WHERE domain = $1 AND word >= $2 AND word < $3 ORDER BY word, id",
               domain, Blob{from}, Blob{until});
    std::set<AccountId> seen;
    while (found.size() < most && rows.next()) {
        auto account = record_of(rows);
        if (account.enabled && has_all(account, beginnings) && seen.insert(account.id).second) {
            found.push_back(std::move(account));
        }
    }
    std::sort(found.begin(), found.end(), [](const AccountRecord& a, const AccountRecord& b) {
        return std::tie(a.display_name, a.address) < std::tie(b.display_name, b.address);
    });
    return found;
}

}  // namespace syncgate::store

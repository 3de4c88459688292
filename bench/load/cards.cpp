#include "bench/load/cards.h"

#include <algorithm>
#include <random>
#include <stdexcept>

#include "base/text.h"
#include "bench/load/accounts.h"
#include "formats/mime/message_index.h"
#include "store/account.h"
#include "store/directory.h"
#include "store/groups.h"
#include "store/people.h"
#include "store/sqlite/connection.h"

namespace syncgate::bench {
namespace {

constexpr int kBatch = 5000;  // cards of one write
constexpr int kGivenNames = 300;
constexpr int kFamilyNames = 3000;

template <class T>
T must(Result<T> result) {
    if (!result) {
        throw std::runtime_error("cards: " + result.error().detail);
    }
    return *std::move(result);
}
void must(const Result<void>& result) {
    if (!result) {
        throw std::runtime_error("cards: " + result.error().detail);
    }
}

struct Name {
    std::string given, family;
};

std::string card_of(int number, const Name& name, int revision) {
    const std::string id = std::to_string(number);
    return "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Bench//EN\r\nUID:uid-" + id +
           "-of-the-bench\r\nN:" + name.family + ";" + name.given + ";;;\r\nFN:" + name.given +
           " " + name.family + "\r\nORG:Company;Department\r\nTITLE:Number " +
           std::to_string(revision) + "\r\nEMAIL;TYPE=INTERNET,WORK:" + name.given + "." +
           name.family + id + "@example.org\r\nTEL;TYPE=CELL:+49 170 " + id +
           "\r\nTEL;TYPE=WORK,VOICE:+49 30 " + id + "\r\nADR;TYPE=HOME:;;Street " + id +
           ";City;;12345;Country\r\nNOTE:A note of this person\\, in some words that are no longer "
           "than\r\n  most notes are\\, but fold.\r\nEND:VCARD\r\n";
}

// So many syllables that `rank` chooses; a frequent name and a rare one look alike.
std::string name_of(int rank, int syllables) {
    constexpr std::string_view kConsonants = "bdfgklmnprstvz";
    constexpr std::string_view kVowels = "aeiou";
    std::string name;
    auto number = static_cast<std::size_t>(rank) * 7919 + 11;
    for (int i = 0; i < syllables; ++i) {
        name += kConsonants[number % kConsonants.size()];
        number /= kConsonants.size();
        name += kVowels[number % kVowels.size()];
        number /= kVowels.size();
    }
    name.front() = static_cast<char>(name.front() - 'a' + 'A');
    return name;
}

// The first name is a twentieth of the people's, and each is rarer than the one before.
Name any_name(std::mt19937& random) {
    std::uniform_real_distribution<double> share(0, 1);
    const auto rank = [&](int names) {
        const double drawn = share(random);
        return static_cast<int>(drawn * drawn * names);
    };
    return {given_name(rank(kGivenNames)), family_name(rank(kFamilyNames))};
}

// Cards of these names into the default book of an account; its collection.
template <class Names>
CollectionId fill(store::Store& store, int account, int cards, Names name) {
    const auto record = must(store.directory().find_login(account_name(account)));
    const auto filled = must(store.account(record.id));
    CollectionId book = 0;
    for (int done = 0; done < cards; done += kBatch) {
        must(filled->write([&](store::Change& change) -> Result<void> {
            book = change.by_role(ItemClass::kContact, Role::kDefault)->id;
            for (int i = done; i < std::min(done + kBatch, cards); ++i) {
                const std::string text = card_of(i, name(i), 0);
                store::NewItem item;
                item.object = change.add_object({text, {}, {}, {}, {}, 0});
                item.name = card_name(i);
                item.native_uid = "uid-" + std::to_string(i) + "-of-the-bench";
                change.add_item(book, item);
            }
            return {};
        }));
    }
    store.index_words({});  // else the server does, while it is measured
    return book;
}

// Accounts that nobody logs in to: their rows in the directory alone.
void add_accounts(const std::filesystem::path& data, int people, std::mt19937& random) {
    constexpr AccountId kFirst = 1'000'000;
    const std::string address = account_name(0);
    const std::string domain = address.substr(address.find('@') + 1);
    const auto directory = store::sqlite::open(data / "directory.db", false);
    directory->begin_write(0);
    for (int i = 0; i < people; ++i) {
        const Name name = any_name(random);
        store::AccountRecord record;
        record.id = kFirst + i;
        const std::string local_part =
            lower_ascii(name.given + "." + name.family) + std::to_string(i);
        record.address = local_part + "@" + domain;
        record.display_name = name.given + " " + name.family;
        store::run(*directory,
                   "INSERT INTO account(id, address, local_part, display_name, password, created)"
                   " VALUES($1, $2, $3, $4, '', 0)",
                   record.id, record.address, local_part, record.display_name);
        store::index_person(*directory, record);
    }
    directory->commit();
}

}  // namespace

std::string make_card(int number, int revision) {
    return card_of(number, {"Given", "Family" + std::to_string(number)}, revision);
}

std::string card_name(int number) {
    return "card" + std::to_string(number) + ".vcf";
}

std::string given_name(int rank) {
    return name_of(rank, 3);
}

std::string family_name(int rank) {
    return name_of(rank, 4);
}

void fill_book(const std::filesystem::path& data, int account, int cards) {
    const SystemClock clock;
    NullLog log;
    mime::init();
    const auto store = open_store(data, clock, log);
    fill(*store, account, cards, [](int i) { return Name{"Given", "Family" + std::to_string(i)}; });
}

void add_people(const std::filesystem::path& data, int account, int owner, int people) {
    const SystemClock clock;
    NullLog log;
    mime::init();
    std::mt19937 random(3);
    {
        const auto store = open_store(data, clock, log);
        const auto book = fill(*store, owner, people / 2, [&](int) { return any_name(random); });
        auto& directory = store->directory();
        auto& groups = directory.groups();
        const auto owner_id = must(directory.find_login(account_name(owner))).id;
        must(groups.add_group("staff"));
        must(groups.join("staff", owner_id));
        must(groups.join("staff", must(directory.find_login(account_name(account))).id));
        must(groups.share({owner_id, book, 0, "staff", store::Rights::kRead}));
    }
    add_accounts(data, people - people / 2, random);
}

}  // namespace syncgate::bench

// The steps of store/backup.h that all copies share. Failures throw StoreFailure.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "store/backup.h"
#include "store/copy.h"
#include "store/engine.h"

namespace syncgate::store {

// A store that is there, and of this program's version: nothing is made or changed.
std::unique_ptr<Engine> open_source(const StorePlace& place);
// An empty one, made where there is none; kConflict otherwise.
std::unique_ptr<Engine> open_target(const StorePlace& place);

struct Listed {
    AccountId id = 0;
    std::string address;
};
// Ascending by id.
std::vector<Listed> accounts_of(Engine& engine);

// An account's place with its one row and nothing else; false when the id is taken.
bool make_place(Engine& engine, Connection& directory, AccountId account);

CopiedAccount counted(const Listed& account, const Copied& copied);

// What happens to an account that can't be copied.
enum class Failing { kIsLeftOut, kEndsAll };

// Accounts first, the directory's rows last, so that there is no store before it is whole. What was
// made goes again when it throws.
CopiedStore copy_all(Engine& from, Engine& to, const std::vector<Listed>& accounts, Failing failing,
                     const Adapt& adapt, const Told& told);

// Keys and the numbers of intents that were given out after a backup must not be given out again;
// modseqs and uids are: what knows its collection by uidvalidity begins anew.
inline constexpr std::int64_t kNumbersPassedOver = 1'000'000;
void pass_over_numbers(const Table& table, Row& row);

}  // namespace syncgate::store

#include "store/sqlite_engine.h"

#include <algorithm>
#include <cerrno>

#include <sys/resource.h>
#include <sys/stat.h>

#include "base/hex.h"
#include "formats/digest/sha256.h"
#include "store/disk.h"
#include "store/failure.h"
#include "store/schema.h"
#include "store/sqlite_words.h"

namespace syncgate::store {
namespace {

constexpr std::size_t kProcessBytes = 8;
constexpr std::string_view kGone = ".gone";  // a deleted account's folder, until it is removed

// Sockets take seven eighths; the rest is for spools, the directory and what libraries open.
std::size_t share_of_files() {
    constexpr std::size_t kShare = 16;
    constexpr std::size_t kLeast = 48;
    rlimit limit{};
    const bool known = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
    return std::max<std::size_t>((known ? limit.rlim_cur : 1U << 20U) / kShare, kLeast);
}

// The folder of accounts, there and without what a crash left of deleted ones. What can't be
// removed now is tried at the next start.
std::filesystem::path prepared(const std::filesystem::path& accounts) {
    if (mkdir(accounts.c_str(), 0700) == 0) {
        sync_folder(accounts.parent_path());
    } else if (errno != EEXIST) {
        throw_errno("mkdir", accounts);
    }
    std::error_code error;
    std::vector<std::filesystem::path> gone;
    for (const auto& entry : std::filesystem::directory_iterator(accounts, error)) {
        if (entry.path().extension() == kGone) {
            gone.push_back(entry.path());
        }
    }
    for (const auto& folder : gone) {
        std::filesystem::remove_all(folder, error);
    }
    return accounts;
}

class AccountFolder final : public AccountPlace {
  public:
    AccountFolder(const std::filesystem::path& folder, AccountId account, bool create,
                  std::atomic<std::size_t>& held)
        : database_(folder / "store.db", create, held),
          blobs_(folder / "blobs"),
          words_(folder / "words.db", account, held) {}
    sqlite::FileDatabase& database() override { return database_; }
    Blobs& blobs() override { return blobs_; }
    WordIndex& words() override { return words_; }

  private:
    sqlite::FileDatabase database_;
    Blobs blobs_;
    SqliteWords words_;
};

// A file that is empty, or another account's, would be filled up to an empty mailbox.
void require_row(Connection& connection, AccountId account, const std::filesystem::path& file) {
    if (!find_integer(connection, "SELECT 1 FROM account_state WHERE account = $1", account)) {
        throw StoreFailure(
            {ErrorCode::kUnavailable,
             file.string() + " is not the database of account " + std::to_string(account)});
    }
}

}  // namespace

SqliteEngine::SqliteEngine(std::filesystem::path dir, std::size_t account_files)
    : process_(hex_encode(digest::random_bytes(kProcessBytes))),
      accounts_(prepared(dir / "accounts")),
      most_held_(account_files != 0 ? account_files : share_of_files()),
      directory_(dir / "directory.db", true, directory_files_) {
    migrate_directory(*directory_.writer());
}

std::filesystem::path SqliteEngine::folder_of(AccountId account) const {
    return accounts_ / std::to_string(account);
}

std::string SqliteEngine::place_of(AccountId account) const {
    return folder_of(account).string();
}

bool SqliteEngine::make_account(Connection& /*another file's*/, AccountId account,
                                const Fill& fill) {
    const auto folder = folder_of(account);
    if (std::filesystem::exists(folder)) {
        return false;
    }
    if (mkdir(folder.c_str(), 0700) != 0) {
        throw_errno("mkdir", folder);
    }
    try {
        AccountFolder place(folder, account, true, held_);
        migrate_account(*place.database().writer());
        Transaction transaction(place.database(), Transaction::Kind::kWrite, account);
        fill(*transaction, place.blobs());
        transaction.commit();
        sync_folder(folder);
        sync_folder(accounts_);
        return true;
    } catch (const StoreFailure&) {
        discard_account(account);
        throw;
    }
}

// What can't be removed is named by `check`.
void SqliteEngine::discard_account(AccountId account) noexcept {
    std::error_code ignored;
    std::filesystem::remove_all(folder_of(account), ignored);
}

std::unique_ptr<AccountPlace> SqliteEngine::open_account(AccountId account) {
    auto place = std::make_unique<AccountFolder>(folder_of(account), account, false, held_);
    const auto writer = place->database().writer();
    require_row(*writer, account, place->database().file());
    migrate_account(*writer);
    return place;
}

// Renamed first, which is quick and whole: a crash in between is swept at the next start.
void SqliteEngine::remove_account(AccountId account) noexcept {
    const auto folder = folder_of(account);
    auto aside = folder;
    aside += kGone;
    std::error_code error;  // what is left is named by `check`
    std::filesystem::rename(folder, aside, error);
    if (!error) {
        std::filesystem::remove_all(aside, error);
    }
}

std::vector<std::string> SqliteEngine::places() {
    std::vector<std::string> found;
    std::error_code error;
    for (auto it = std::filesystem::directory_iterator(accounts_, error);
         !error && it != std::filesystem::directory_iterator(); it.increment(error)) {
        found.push_back(it->path().string());
    }
    if (error) {
        throw StoreFailure({ErrorCode::kUnavailable, "accounts: " + error.message()});
    }
    return found;
}

void SqliteEngine::in_directory(Connection& /*another file's*/,
                                const std::function<void(Connection&)>& f) {
    Transaction transaction(directory_, Transaction::Kind::kWrite, 0);
    f(*transaction);
    transaction.commit();
}

}  // namespace syncgate::store

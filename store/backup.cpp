#include "store/backup.h"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "store/copying.h"
#include "store/disk.h"
#include "store/failure.h"
#include "store/lock_file.h"
#include "store/manifest.h"
#include "store/schema.h"
#include "store/sqlite/connection.h"
#include "store/sqlite_engine.h"

namespace syncgate::store {
namespace {

namespace fs = std::filesystem;

void make_folder(const fs::path& folder) {
    if (mkdir(folder.c_str(), 0700) == 0) {
        sync_folder(fs::absolute(folder).parent_path());
    } else if (errno != EEXIST) {
        throw_errno("mkdir", folder);
    }
}

void make_empty_folder(const fs::path& folder) {
    make_folder(folder);
    std::error_code error;
    if (!fs::is_empty(folder, error) || error) {
        throw StoreFailure(
            {ErrorCode::kConflict, folder.string() + " is there and holds something"});
    }
}

void remove_content(const fs::path& folder) {
    std::error_code ignored;  // what is left has no manifest
    std::vector<fs::path> content;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        content.push_back(entry.path());
    }
    for (const auto& path : content) {
        fs::remove_all(path, ignored);
    }
}

// One file that holds everything, and whose bytes opening it does not change.
Manifest::File sealed(const fs::path& folder, const std::string& name) {
    const auto file = folder / name;
    {
        const auto connection = sqlite::open(file, false);
        Query busy(*connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        if (!busy.next() || busy.integer(0) != 0) {
            throw StoreFailure({ErrorCode::kUnavailable, file.string() + " is in use"});
        }
    }
    for (const char* end : {"-wal", "-shm"}) {
        std::error_code ignored;  // both are empty
        fs::remove(file.string() + end, ignored);
    }
    const Descriptor fd(file, O_RDONLY);
    if (fsync(fd.get()) != 0) {
        throw_errno("fsync", file);
    }
    sync_folder(file.parent_path());
    return {name, hash_of_file(file)};
}

void write_durably(const fs::path& file, std::string_view text) {
    auto anew = file;
    anew += ".new";
    {
        const Descriptor fd(anew, O_WRONLY | O_CREAT | O_TRUNC);
        if (::write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
            fsync(fd.get()) != 0) {
            throw_errno("write", anew);
        }
    }
    if (rename(anew.c_str(), file.c_str()) != 0) {
        throw_errno("rename", file);
    }
    sync_folder(file.parent_path());
}

void write_manifest_of(const fs::path& folder, const CopiedStore& store, bool whole,
                       const Clock& clock) {
    Manifest manifest;
    manifest.made = clock.now();
    manifest.whole = whole;
    manifest.directory_version = directory_version();
    manifest.account_version = account_version();
    manifest.files.push_back(sealed(folder, "directory.db"));
    for (const auto& account : store.accounts) {
        const auto name = "accounts/" + std::to_string(account.id) + "/store.db";
        if (fs::exists(folder / name)) {  // it was not left out
            manifest.accounts.push_back(
                {account.id, account.address, account.items, account.texts, account.bytes});
            manifest.files.push_back(sealed(folder, name));
        }
    }
    write_durably(folder / kManifestName, write_manifest(manifest));
}

std::vector<Listed> wanted_of(Engine& engine, const std::string& address) {
    auto accounts = accounts_of(engine);
    if (address.empty()) {
        return accounts;
    }
    std::erase_if(accounts,
                  [&](const Listed& each) { return each.address != lower_ascii(address); });
    if (accounts.empty()) {
        throw StoreFailure({ErrorCode::kNotFound, "no account " + address});
    }
    return accounts;
}

LockFile locked(const fs::path& dir) {
    auto lock = LockFile::take(dir / "lock");
    if (!lock) {
        throw StoreFailure(lock.error());
    }
    return *std::move(lock);
}

template <class T, class F>
Result<T> caught(F f) {
    try {
        return f();
    } catch (const StoreFailure& failure) {
        return failure.error();
    }
}

}  // namespace

Result<CopiedStore> back_up(const StorePlace& from, const fs::path& folder,
                            const std::string& address, const Clock& clock, const Told& told) {
    return caught<CopiedStore>([&] {
        const auto source = open_source(from);
        const auto wanted = wanted_of(*source, address);
        make_empty_folder(folder);
        try {
            CopiedStore copied;
            {
                SqliteEngine target(folder, 0);
                copied = copy_all(*source, target, wanted, Failing::kIsLeftOut, {}, told);
            }
            write_manifest_of(folder, copied, address.empty(), clock);
            return copied;
        } catch (const StoreFailure&) {
            remove_content(folder);
            throw;
        }
    });
}

Result<CopiedStore> restore_store(const fs::path& backup, const StorePlace& to, Accept accept,
                                  const Told& told) {
    if (auto manifest = check_backup(backup, accept); !manifest) {
        return manifest.error();
    }
    return caught<CopiedStore>([&] {
        make_folder(to.dir);
        const auto lock = locked(to.dir);
        const auto source = open_source({backup});
        const auto target = open_target(to);
        return copy_all(
            *source, *target, accounts_of(*source), Failing::kEndsAll,
            [](const Table& table, Row& row) {
                pass_over_numbers(table, row);
                return true;
            },
            told);
    });
}

Result<CopiedStore> copy_store(const StorePlace& from, const StorePlace& to, const Told& told) {
    return caught<CopiedStore>([&] {
        const auto from_lock = locked(from.dir);
        const auto source = open_source(from);
        make_folder(to.dir);
        const auto to_lock = locked(to.dir);
        const auto target = open_target(to);
        return copy_all(*source, *target, accounts_of(*source), Failing::kIsLeftOut, {}, told);
    });
}

}  // namespace syncgate::store

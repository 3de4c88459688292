// What a backup ends with: which accounts it holds, and the sums of its databases. A folder without
// it is a backup that was cut off.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/ids.h"

namespace syncgate::store {

struct Manifest {
    struct Account {
        AccountId id = 0;
        std::string address;
        std::int64_t items = 0, texts = 0, bytes = 0;  // bytes: of the texts
    };
    struct File {
        std::string path;  // below the backup's folder
        std::string hash;  // SHA-256, 32 bytes
    };

    UnixSeconds made = 0;
    bool whole = true;  // all accounts of the store, not one
    std::size_t directory_version = 0, account_version = 0;
    std::vector<Account> accounts;
    std::vector<File> files;
};

std::string write_manifest(const Manifest& manifest);
// Errors: kMalformed (not whole, or none).
Result<Manifest> parse_manifest(std::string_view text);

// Whether databases that are not as they were backed up are accepted: a backup that was served, or
// checked by `syncgate check`, which forgets what has expired.
enum class Accept { kUnchanged, kChanged };
// Of a backup's folder, after its databases were compared with it. Errors: kNotFound (no manifest),
// kMalformed, kConflict (a database that is not as it was backed up), kUnavailable.
Result<Manifest> check_backup(const std::filesystem::path& folder, Accept accept);

// Reads the file. Throws StoreFailure.
std::string hash_of_file(const std::filesystem::path& file);

inline constexpr const char* kManifestName = "manifest";

}  // namespace syncgate::store

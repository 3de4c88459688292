// Native texts by content: small ones in the database, large ones as files beside it, durable
// before the commit that names them.
#pragma once

#include <bitset>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/paged_text.h"
#include "store/disk.h"

namespace syncgate::store {

inline constexpr std::size_t kBlobInDatabase = 64U << 10U;

// The files of one account. Writes come from its one writer. Failures throw StoreFailure.
class Blobs {
  public:
    // Makes a folder's entries durable; throws StoreFailure.
    using SyncFolder = std::function<void(const std::filesystem::path&)>;

    explicit Blobs(std::filesystem::path folder, SyncFolder sync = sync_folder)
        : folder_(std::move(folder)), sync_(std::move(sync)) {}

    // Of an engine that keeps every text in the database.
    static Blobs in_database() {
        Blobs none({});
        none.most_in_database_ = std::numeric_limits<std::size_t>::max();
        return none;
    }

    // Whether a text of that size stands in the database, not in a file.
    [[nodiscard]] bool stands_in_database(std::size_t size) const {
        return size <= most_in_database_;
    }

    // Under its hash (32 bytes); on the disk when it returns, name and folders too. What is there
    // is not written again.
    void write(std::string_view hash, const PagedText& text);
    // Bytes [begin, end).
    [[nodiscard]] std::string read(std::string_view hash, std::uint64_t begin,
                                   std::uint64_t end) const;
    void remove(std::string_view hash) noexcept;
    [[nodiscard]] bool exists(std::string_view hash) const;
    // nullopt: there is no such file.
    [[nodiscard]] std::optional<std::uint64_t> size(std::string_view hash) const;
    // Every file there is: its path, and its hash, empty for one that was never finished.
    struct File {
        std::filesystem::path path;
        std::string hash;
    };
    [[nodiscard]] std::vector<File> files() const;

  private:
    [[nodiscard]] std::filesystem::path path_of(std::string_view hash) const;
    void make_durable(std::string_view hash);

    std::filesystem::path folder_;
    std::size_t most_in_database_ = kBlobInDatabase;
    SyncFolder sync_;
    // By the first byte of the hash: folders whose own entry this process knows to be durable. One
    // that is merely there may be left from a process that ended, or failed, before it said so.
    std::bitset<256> durable_;
};

}  // namespace syncgate::store

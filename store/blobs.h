// Native texts by content: small ones in the database, large ones as files beside it, durable
// before the commit that names them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace syncgate::store {

inline constexpr std::size_t kBlobInDatabase = 64U << 10U;

// The files of one account. Writes come from its one writer. Failures throw StoreFailure.
class Blobs {
  public:
    explicit Blobs(std::filesystem::path folder) : folder_(std::move(folder)) {}

    // Under its hash (32 bytes); on the disk when it returns. Nothing happens if it is there.
    void write(std::string_view hash, std::string_view bytes);
    // Bytes [begin, end).
    [[nodiscard]] std::string read(std::string_view hash, std::uint64_t begin,
                                   std::uint64_t end) const;
    void remove(std::string_view hash) noexcept;
    [[nodiscard]] bool exists(std::string_view hash) const;

  private:
    [[nodiscard]] std::filesystem::path path_of(std::string_view hash) const;

    std::filesystem::path folder_;
};

}  // namespace syncgate::store

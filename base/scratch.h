// A text made piece by piece: in memory while it is short, then in an unlinked file.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/paged_text.h"
#include "base/result.h"

namespace syncgate {

class Scratch {
  public:
    explicit Scratch(std::string folder, std::size_t in_memory = limits::kBodyInMemory)
        : folder_(std::move(folder)), most_in_memory_(in_memory) {}
    ~Scratch() { clear(); }
    Scratch(Scratch&& other) noexcept;
    Scratch& operator=(Scratch&&) = delete;
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    // Errors: kUnavailable (no room, or no file can be made); what is in it is then what was.
    Result<void> append(std::string_view bytes);

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool in_memory() const { return fd_ < 0; }
    // Whether so many bytes more make it a file.
    [[nodiscard]] bool would_move(std::size_t more) const {
        return in_memory() && size_ + more > most_in_memory_;
    }

    // All of it. Valid until the next append() or clear(). Errors: kUnavailable.
    Result<PagedText> text();

    void clear();

  private:
    Result<void> to_file();
    Result<void> write(std::string_view bytes) const;
    void unmap();

    std::string folder_;
    std::size_t most_in_memory_;
    std::string memory_;
    std::size_t size_ = 0;
    int fd_ = -1;
    void* map_ = nullptr;
};

}  // namespace syncgate

// Bytes of unknown length from a stranger: in memory while they are few, then in an unlinked file.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/paged_text.h"
#include "base/result.h"
#include "base/scratch.h"
#include "gateway/net/budget.h"

namespace syncgate::net {

// Where spools may grow; outlives them.
struct SpoolPlace {
    Budget& memory;
    Budget& files;
    std::string directory;
    std::size_t in_memory = limits::kBodyInMemory;
};

class Spool {
  public:
    explicit Spool(SpoolPlace& place)
        : place_(&place), scratch_(place.directory, place.in_memory) {}
    ~Spool() { clear(); }
    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;

    // Errors: kUnavailable (a budget is used up, or the disk is full).
    Result<void> append(std::string_view bytes);

    [[nodiscard]] std::size_t size() const { return scratch_.size(); }
    [[nodiscard]] bool in_memory() const { return scratch_.in_memory(); }

    // All of it; mapped when it is in a file. Valid until the next append() or clear().
    // Errors: kUnavailable.
    Result<PagedText> bytes() { return scratch_.text(); }

    void clear();

  private:
    SpoolPlace* place_;
    Scratch scratch_;
};

}  // namespace syncgate::net

// A file mapped as a PagedText, and how much of it is in memory.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/paged_text.h"

namespace syncgate {

class MappedFile {
  public:
    explicit MappedFile(std::string_view content) : size_(content.size()) {
        const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::tmpfile(), &std::fclose);
        EXPECT_EQ(std::fwrite(content.data(), 1, content.size(), file.get()), content.size());
        EXPECT_EQ(std::fflush(file.get()), 0);
        map_ = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, fileno(file.get()), 0);
        EXPECT_NE(map_, MAP_FAILED);  // NOLINT
    }
    ~MappedFile() { munmap(map_, size_); }
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    [[nodiscard]] PagedText text() const {
        return PagedText::mapped({static_cast<const char*>(map_), size_});
    }

    // Source: the kernel's admin-guide/mm/pagemap, bit 63.
    [[nodiscard]] std::size_t present_bytes() const {
        const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
        const std::unique_ptr<std::FILE, int (*)(std::FILE*)> map(
            std::fopen("/proc/self/pagemap", "rb"), &std::fclose);
        std::size_t present = 0;
        const auto first = reinterpret_cast<std::uintptr_t>(map_) / page;
        EXPECT_EQ(std::fseek(map.get(), static_cast<long>(first * sizeof(std::uint64_t)), SEEK_SET),
                  0);
        for (std::size_t at = 0; at < size_; at += page) {
            std::uint64_t entry = 0;
            EXPECT_EQ(std::fread(&entry, sizeof entry, 1, map.get()), 1U);
            present += entry >> 63U != 0 ? page : 0;
        }
        return present;
    }

  private:
    std::size_t size_;
    void* map_ = nullptr;
};

}  // namespace syncgate

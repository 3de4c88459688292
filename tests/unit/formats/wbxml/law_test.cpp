// The codec's law over random trees and mutated documents. Seeds are fixed and named on failure.
#include <gtest/gtest.h>

#include "formats/wbxml/element.h"
#include "formats/wbxml/tags.h"
#include "tests/unit/formats/wbxml/corpus.h"
#include "tests/unit/formats/wbxml/random_document.h"
#include "tests/unit/formats/wbxml/round_trip.h"

namespace syncgate::wbxml {
namespace {

TEST(Law, EveryTreeComesBackHoweverItIsWritten) {
    for (std::uint64_t seed = 0; seed < 3000; ++seed) {
        SCOPED_TRACE(seed);
        RandomDocument random(seed, all_tags());
        const Element tree = random.tree();
        for (const std::string& bytes : {write(tree), random.write_somehow(tree)}) {
            const auto read = parse(bytes);
            ASSERT_TRUE(read) << read.error().detail;
            ASSERT_EQ(*read, tree) << dump(tree);
            ASSERT_EQ(round_trip(bytes), Outcome::kCameBack);
        }
    }
}

std::vector<std::string> seeds() {
    std::vector<std::string> seeds;
    RandomDocument random(1, all_tags());
    seeds.reserve(50);
    while (seeds.size() < 50) {
        seeds.push_back(random.write_somehow(random.tree()));
    }
    for (const auto& path : corpus_documents()) {
        if (auto bytes = read_file(path); bytes.size() <= 2000) {
            seeds.push_back(std::move(bytes));
        }
    }
    return seeds;
}

// The bytes that decide most in a document.
constexpr std::string_view kTelling("\x00\x01\x02\x03\x04\x40\x43\x44\x45\x80\x83\xc3\xc5\xff", 14);

class Mutator {
  public:
    explicit Mutator(std::vector<std::string> seeds) : seeds_(std::move(seeds)) {}

    std::string next() {
        std::string bytes = seeds_[below(seeds_.size())];
        for (std::size_t edits = 1 + below(4); edits > 0; --edits) {
            edit(bytes);
        }
        return bytes;
    }

  private:
    void edit(std::string& bytes) {
        const std::size_t at = below(bytes.size() + 1);
        const char telling = kTelling[below(kTelling.size())];
        switch (below(7)) {
            case 0:
                bytes.insert(at, 1, telling);
                break;
            case 1:
                bytes.erase(at, 1 + below(8));
                break;
            case 2:
                bytes.resize(at);
                break;
            case 3:
                bytes.insert(at, bytes.substr(below(bytes.size() + 1), below(40)));
                break;
            case 4:
                bytes.insert(at, seeds_[below(seeds_.size())].substr(0, below(60)));
                break;
            case 5:
                change(bytes, at, telling);
                break;
            default:
                change(bytes, at, static_cast<char>(below(256)));
                break;
        }
    }

    static void change(std::string& bytes, std::size_t at, char to) {
        if (at < bytes.size()) {
            bytes[at] = to;
        }
    }

    std::size_t below(std::size_t limit) { return random_() % limit; }

    std::mt19937_64 random_{20261124};
    std::vector<std::string> seeds_;
};

TEST(Law, HoldsForAHundredThousandMutatedDocuments) {
    Mutator mutator(seeds());
    std::size_t came_back = 0;
    for (int i = 0; i < 100'000; ++i) {
        const std::string bytes = mutator.next();
        const auto outcome = round_trip(bytes);
        ASSERT_NE(outcome, Outcome::kBroken) << "mutation " << i;
        came_back += outcome == Outcome::kCameBack ? 1 : 0;
    }
    // Both sides were tried.
    EXPECT_GT(came_back, 5'000U);
    EXPECT_LT(came_back, 95'000U);
}

}  // namespace
}  // namespace syncgate::wbxml

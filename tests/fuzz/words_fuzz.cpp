// Any bytes as text whose words are sought in it: each piece of it is found in the whole, and by
// its keys.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "formats/words/words.h"

namespace {

namespace words = syncgate::words;

bool has(const std::vector<std::string>& keys, const words::Key& key) {
    const auto at = std::lower_bound(keys.begin(), keys.end(), key.text);
    return at != keys.end() && (key.beginning ? at->starts_with(key.text) : *at == key.text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const std::string folded = words::fold(text);
    const auto keys = words::keys(folded);
    if (!syncgate::is_utf8(folded) || words::fold(folded) != folded) {
        std::abort();
    }
    // From the beginning of any word to any byte behind.
    for (std::size_t begin = folded.find(' '); begin < folded.size();
         begin = folded.find(' ', begin + 1)) {
        const auto sought =
            syncgate::cut_utf8(std::string_view(folded).substr(begin), 1 + size % 40);
        const auto wanted = words::keys_of(sought);
        if (!words::holds(folded, sought) ||
            !std::all_of(wanted.begin(), wanted.end(),
                         [&](const words::Key& key) { return has(keys, key); })) {
            std::abort();
        }
    }
    return 0;
}

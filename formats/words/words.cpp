#include "formats/words/words.h"

#include <algorithm>
#include <array>

#include <glib.h>

#include "base/text.h"
#include "formats/words/letter.h"

namespace syncgate::words {
namespace {

constexpr std::size_t kAscii = 128;

// ASCII's letters and digits in lower case, else 0.
constexpr std::array<char, kAscii> kAsciiLetters = [] {
    std::array<char, kAscii> letters{};
    for (char c = 'a'; c <= 'z'; ++c) {
        letters[static_cast<std::size_t>(c)] = c;
        letters[static_cast<std::size_t>(c - 'a' + 'A')] = c;
    }
    for (char c = '0'; c <= '9'; ++c) {
        letters[static_cast<std::size_t>(c)] = c;
    }
    return letters;
}();

class Folder {
  public:
    explicit Folder(std::size_t expected) { out_.reserve(expected + expected / 8); }

    void add(char ascii) {
        const char letter = kAsciiLetters[static_cast<std::size_t>(ascii)];
        if (letter == 0) {
            return between();
        }
        begin_word();
        out_ += letter;
    }

    // `bytes`: the character.
    void add(char32_t character, std::string_view bytes) {
        if (character == 0xff9e || character == 0xff9f) {
            character -= 0xff9e - 0x3099;  // voicing of half width
        }
        const auto letter = letter_of(character);
        const auto folded = letter.folded.empty() ? bytes : letter.folded;
        switch (letter.kind) {
            case Kind::kBetween:
                return between();
            case Kind::kIgnored:
                return;
            case Kind::kLetter:
                begin_word();
                out_ += folded;
                return;
            case Kind::kAlone:
                return add_alone(folded);
            case Kind::kJoining:
                return add_joining(character, bytes);
        }
    }

    void between() {
        in_word_ = false;
        alone_ = 0;
    }

    std::string take() {
        if (!out_.empty()) {
            out_ += ' ';
        }
        return std::move(out_);
    }

  private:
    void begin_word() {
        if (!in_word_) {
            out_ += ' ';
            in_word_ = true;
        }
        alone_ = 0;
    }

    void add_alone(std::string_view characters) {
        while (!characters.empty()) {
            const char* next = g_utf8_next_char(characters.data());
            const auto size = static_cast<std::size_t>(next - characters.data());
            out_ += ' ';
            alone_ = g_utf8_get_char(characters.data());
            alone_at_ = out_.size();
            out_ += characters.substr(0, size);
            characters.remove_prefix(size);
        }
        in_word_ = false;
    }

    void add_joining(char32_t character, std::string_view bytes) {
        if (const char32_t joined = alone_ == 0 ? 0 : join(alone_, character); joined != 0) {
            std::array<char, 6> utf8{};
            const auto size = g_unichar_to_utf8(joined, utf8.data());
            out_.replace(alone_at_, std::string::npos, utf8.data(), static_cast<std::size_t>(size));
            alone_ = joined;
        } else if (g_unichar_isalpha(character)) {
            add_alone(bytes);
        }
    }

    std::string out_;
    bool in_word_ = false;  // what is added next belongs to the last word
    char32_t alone_ = 0;    // the last character, when it stands by itself
    std::size_t alone_at_ = 0;
};

// Cuts the next word off folded text.
std::string_view next_word(std::string_view& folded) {
    const auto begin = std::min(folded.find_first_not_of(' '), folded.size());
    const auto end = std::min(folded.find(' ', begin), folded.size());
    const auto word = folded.substr(begin, end - begin);
    folded.remove_prefix(end);
    return word;
}

constexpr std::size_t kLongestCharacter = 4;

bool stands_alone(std::string_view word) {
    if (word.empty() || static_cast<unsigned char>(word.front()) < kAscii) {
        return false;
    }
    const char32_t first = g_utf8_get_char(std::string(word).c_str());
    const auto kind = letter_of(first).kind;
    return kind == Kind::kAlone || kind == Kind::kJoining;
}

std::string pair_of(std::string_view first, std::string_view second) {
    return std::string(first).append(second);
}

}  // namespace

std::string fold(std::string_view text) {
    Folder folder(text.size());
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at != end) {
        if (static_cast<unsigned char>(*at) < kAscii) {
            folder.add(*at++);
            continue;
        }
        const gunichar character = g_utf8_get_char_validated(at, end - at);
        if (character == static_cast<gunichar>(-1) || character == static_cast<gunichar>(-2)) {
            folder.between();
            ++at;
            continue;
        }
        const char* next = g_utf8_next_char(at);
        folder.add(character, {at, static_cast<std::size_t>(next - at)});
        at = next;
    }
    return folder.take();
}

std::string sought(std::string_view text, bool whole) {
    std::string folded = fold(text);
    if (!whole && !folded.empty()) {
        folded.pop_back();
    }
    return folded;
}

bool holds(std::string_view folded, std::string_view sought) {
    return !sought.empty() && folded.find(sought) != std::string_view::npos;
}

std::vector<std::string> keys(std::string_view folded) {
    std::vector<std::string> found;
    std::vector<std::string_view> words;
    std::string_view alone;  // the word before, when it stands by itself
    for (auto word = next_word(folded); !word.empty(); word = next_word(folded)) {
        const bool is_alone = stands_alone(word);
        if (is_alone && !alone.empty()) {
            found.push_back(pair_of(alone, word));
        } else if (!alone.empty()) {
            words.push_back(alone);
        }
        alone = is_alone ? word : std::string_view();
        if (!is_alone) {
            words.push_back(cut_utf8(word, kKeyBytes));
        }
    }
    if (!alone.empty()) {
        words.push_back(alone);
    }
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    found.insert(found.end(), words.begin(), words.end());
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

std::vector<Key> keys_of(std::string_view sought) {
    std::vector<Key> found;
    const bool whole = sought.ends_with(' ');
    bool after_alone = false;
    for (auto word = next_word(sought); !word.empty();) {
        auto rest = sought;
        const auto next = next_word(rest);
        if (!stands_alone(word)) {
            const bool beginning = next.empty() && !whole && word.size() <= kKeyBytes;
            found.push_back({std::string(cut_utf8(word, kKeyBytes)), beginning});
            after_alone = false;
        } else if (stands_alone(next)) {
            found.push_back({pair_of(word, next), false});
            after_alone = true;
        } else {
            if (!after_alone) {  // else in the pair before
                found.push_back({std::string(word), true});
            }
            after_alone = false;
        }
        word = next;
        sought = rest;
    }
    return found;
}

bool keys_decide(std::string_view sought) {
    const auto word = next_word(sought);
    return !word.empty() && word.size() + kLongestCharacter <= kKeyBytes && !stands_alone(word) &&
           next_word(sought).empty();
}

}  // namespace syncgate::words

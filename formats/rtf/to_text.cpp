#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/text.h"
#include "formats/html/entities.h"
#include "formats/html/html.h"
#include "formats/rtf/encoded_text.h"
#include "formats/rtf/rtf.h"
#include "formats/rtf/tokenizer.h"
#include "formats/rtf/words.h"

namespace syncgate::rtf {
namespace {

using Kind = Token::Kind;

constexpr std::size_t kMostFonts = 1000;
constexpr std::string_view kLineEnd = "\r\n";
constexpr char32_t kReplacement = 0xfffd;

enum class Destination { kText, kFontTable, kHtmlTag, kSkipped };

// What holds until the group ends.
struct Group {
    Destination destination = Destination::kText;
    std::optional<int> font;
    int unicode_skip = 1;
    bool hidden = false;
    bool html_rtf = false;
};

bool is_control(char c) {
    return static_cast<unsigned char>(c) < ' ' && c != '\t';
}

std::string_view entity_of(char c) {
    switch (c) {
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '&':
            return "&amp;";
        default:
            return {};
    }
}

class Reader {
  public:
    explicit Reader(std::string_view rtf) : tokens_(rtf) {}

    Result<> run();
    // HTML if is_html().
    std::string take(Decode decode) { return text_.take(decode); }
    [[nodiscard]] bool is_html() const { return html_; }

  private:
    [[nodiscard]] bool is_begin();
    Result<> open();
    void handle(const Token& token);
    bool is_stand_in(const Token& token);
    void symbol(char c);
    void word(const Token& token);
    void act(const Word& word, int number, bool on);
    void select_font(int number);
    void describe_font(std::optional<CodePage> page);
    void unicode(int number);

    [[nodiscard]] bool shows() const;
    [[nodiscard]] CodePage page() const;
    void put(std::string_view bytes);
    void put_character(char32_t character);
    void put_utf8(std::string_view text);
    void end_pair();

    [[nodiscard]] Group& group() { return groups_.back(); }
    [[nodiscard]] const Group& group() const { return groups_.back(); }

    Tokenizer tokens_;
    EncodedText text_;
    std::vector<Group> groups_;
    bool html_ = false;
    bool ignorable_ = false;   // behind "\*"
    int stand_ins_ = 0;        // characters that still stand for the last "\u"
    char32_t first_half_ = 0;  // of a surrogate pair
    CodePage document_page_ = 0;
    int default_font_ = 0;
    int described_font_ = 0;  // in the font table
    std::map<int, CodePage> fonts_;
};

bool Reader::is_begin() {
    if (tokens_.next().kind != Kind::kOpen) {
        return false;
    }
    const Token token = tokens_.next();
    return token.kind == Kind::kWord && token.text == "rtf";
}

Result<> Reader::run() {
    if (!is_begin()) {
        return Error{ErrorCode::kMalformed, "rtf: none"};
    }
    groups_.emplace_back();
    while (!groups_.empty()) {
        const Token token = tokens_.next();
        if (token.kind == Kind::kEnd) {
            return Error{ErrorCode::kMalformed, "rtf: ends inside of a group"};
        }
        if (token.kind == Kind::kOpen) {
            if (auto opened = open(); !opened) {
                return opened;
            }
        } else if (token.kind == Kind::kClose) {
            groups_.pop_back();
            stand_ins_ = 0;
        } else {
            handle(token);
        }
    }
    end_pair();
    return {};
}

Result<> Reader::open() {
    if (groups_.size() >= limits::kRtfDepth) {
        return Error{ErrorCode::kTooLarge, "rtf: groups too deep"};
    }
    groups_.push_back(group());
    stand_ins_ = 0;
    ignorable_ = false;
    return {};
}

void Reader::handle(const Token& token) {
    if (token.kind == Kind::kText) {
        const auto passed = std::min(static_cast<std::size_t>(stand_ins_), token.text.size());
        stand_ins_ -= static_cast<int>(passed);
        put(token.text.substr(passed));
    } else if (!is_stand_in(token)) {
        switch (token.kind) {
            case Kind::kWord:
                word(token);
                return;  // "\*" is for words
            case Kind::kSymbol:
                symbol(token.byte);
                return;
            default:
                put({&token.byte, 1});
                break;
        }
    }
    ignorable_ = false;
}

// A word that stands for a character counts as one; some writers leave them out between two "\u".
bool Reader::is_stand_in(const Token& token) {
    if (stand_ins_ == 0 || token.text == "u") {
        return false;
    }
    --stand_ins_;
    return true;
}

void Reader::symbol(char c) {
    ignorable_ = c == '*';
    switch (c) {
        case '~':
            return put_character(0xa0);
        case '_':
            return put_character(0x2011);
        case '-':
            return put_character(0xad);
        case '\\':
        case '{':
        case '}':
        case '\t':
            return put({&c, 1});
        default:
            return;
    }
}

void Reader::word(const Token& token) {
    const Word* known = find_word(token.text);
    const bool unknown_group =
        ignorable_ && (known == nullptr || known->action != Action::kHtmlTag);
    ignorable_ = false;
    if (group().destination == Destination::kSkipped) {
        return;
    }
    if (unknown_group) {
        group().destination = Destination::kSkipped;
    } else if (known != nullptr) {
        act(*known, token.number.value_or(0), token.number != 0);
    }
}

void Reader::act(const Word& word, int number, bool on) {
    switch (word.action) {
        case Action::kCharacter:
            return put_character(static_cast<char32_t>(word.value));
        case Action::kLineEnd:
            return put_utf8(kLineEnd);
        case Action::kTab:
            return put_utf8("\t");
        case Action::kCharset:
            document_page_ = code_page(word.value);
            return;
        case Action::kCodePage:
            document_page_ = code_page(number);
            return;
        case Action::kDefaultFont:
            default_font_ = number;
            return;
        case Action::kFont:
            return select_font(number);
        case Action::kFontCharset:
            return describe_font(code_page_of_font(number));
        case Action::kFontPage:
            return describe_font(code_page(number));
        case Action::kFontTable:
            group().destination = Destination::kFontTable;
            return;
        case Action::kSkip:
            group().destination = Destination::kSkipped;
            return;
        case Action::kHtmlTag:
            group().destination = html_ ? Destination::kHtmlTag : Destination::kSkipped;
            return;
        case Action::kFromHtml:
            html_ = true;
            return;
        case Action::kHtmlRtf:
            group().html_rtf = on;
            return;
        case Action::kHidden:
            group().hidden = on;
            return;
        case Action::kPlain:
            group().hidden = false;
            group().font.reset();
            return;
        case Action::kUnicode:
            return unicode(number);
        case Action::kUnicodeSkip:
            group().unicode_skip = std::max(number, 0);
            return;
    }
}

void Reader::select_font(int number) {
    if (group().destination == Destination::kFontTable) {
        described_font_ = number;
    } else {
        group().font = number;
    }
}

void Reader::describe_font(std::optional<CodePage> page) {
    const bool known = fonts_.size() < kMostFonts || fonts_.count(described_font_) != 0;
    if (page && known && group().destination == Destination::kFontTable) {
        fonts_[described_font_] = *page;
    }
}

// Numbers of 16 bits with a sign, two for a character beyond them.
void Reader::unicode(int number) {
    stand_ins_ = group().unicode_skip;
    if (!shows()) {
        return;
    }
    constexpr int kUnits = 0x10000;
    const auto unit =
        static_cast<char32_t>(number < 0 && number >= -kUnits / 2 ? number + kUnits : number);
    const bool is_first = unit >= 0xd800 && unit < 0xdc00;
    const bool is_second = unit >= 0xdc00 && unit < 0xe000;
    if (is_second && first_half_ != 0) {
        const char32_t whole = 0x10000 + ((first_half_ - 0xd800) << 10U) + (unit - 0xdc00);
        first_half_ = 0;
        put_character(whole);
    } else if (is_first) {
        end_pair();
        first_half_ = unit;
    } else {
        put_character(unit);
    }
}

// What is wrapped for readers of RTF is not for those that unwrap; these know no format.
bool Reader::shows() const {
    const Group& now = group();
    return html_ ? now.destination == Destination::kHtmlTag ||
                       (now.destination == Destination::kText && !now.html_rtf)
                 : now.destination == Destination::kText && !now.hidden;
}

CodePage Reader::page() const {
    if (group().destination == Destination::kHtmlTag) {
        return document_page_;
    }
    const auto font = fonts_.find(group().font.value_or(default_font_));
    return font == fonts_.end() ? document_page_ : font->second;
}

void Reader::put(std::string_view bytes) {
    if (!shows() || bytes.empty()) {
        return;
    }
    end_pair();
    const bool escaped = html_ && group().destination == Destination::kText;
    const auto is_special = [&](char c) {
        return is_control(c) || (escaped && !entity_of(c).empty());
    };
    const CodePage own = page();
    while (!bytes.empty()) {
        const auto* special = std::find_if(bytes.begin(), bytes.end(), is_special);
        text_.add({bytes.begin(), special}, own);
        if (special == bytes.end()) {
            return;
        }
        text_.add(entity_of(*special), own);  // nothing for a control character
        bytes = {special + 1, bytes.end()};
    }
}

void Reader::put_character(char32_t character) {
    if (character < 0x80) {
        const char c = static_cast<char>(character);
        return put({&c, 1});
    }
    std::string text;
    html::append_utf8(character, text);
    put_utf8(text);
}

void Reader::put_utf8(std::string_view text) {
    if (shows()) {
        end_pair();
        text_.add_utf8(text);
    }
}

// The first half of a pair that has no second.
void Reader::end_pair() {
    if (std::exchange(first_half_, 0) != 0) {
        std::string text;
        html::append_utf8(kReplacement, text);
        text_.add_utf8(text);
    }
}

std::string without_line_ends(std::string text, std::size_t max_bytes) {
    text.resize(cut_utf8(text, max_bytes).size());
    text.resize(text.find_last_not_of(kLineEnd) + 1);
    return text;
}

}  // namespace

Result<std::string> to_text(std::string_view rtf, std::size_t max_bytes, Decode decode) {
    Reader reader(rtf);
    if (auto read = reader.run(); !read) {
        return read.error();
    }
    std::string text = reader.take(decode);
    return reader.is_html() ? html::to_text(text, max_bytes)
                            : without_line_ends(std::move(text), max_bytes);
}

}  // namespace syncgate::rtf

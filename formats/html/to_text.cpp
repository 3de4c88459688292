#include <array>
#include <bitset>
#include <cstdint>
#include <vector>

#include "base/text.h"
#include "formats/html/element.h"
#include "formats/html/entities.h"
#include "formats/html/html.h"
#include "formats/html/line_writer.h"
#include "formats/html/tokenizer.h"

namespace syncgate::html {
namespace {

// Declarations with which senders hide what only a preview line is to show.
constexpr std::string_view kHidingStyles[] = {"display:none", "visibility:hidden", "max-height:0px",
                                              "max-height:0;"};

constexpr std::string_view kLinkSchemes[] = {"http:", "https:", "mailto:", "ftp:", "tel:", "sms:"};

// Elements that their next like ends, when their own end is left out.
constexpr std::string_view kEndedByTheirLike[] = {"li", "option", "p", "td", "th", "tr"};

template <class Table>
bool contains(const Table& table, std::string_view what) {
    for (const auto row : table) {
        if (row == what) {
            return true;
        }
    }
    return false;
}

bool is_hidden(const Token& token) {
    if (token.attribute("hidden") != nullptr) {
        return true;
    }
    const auto* style = token.attribute("style");
    if (style == nullptr) {
        return false;
    }
    std::string declarations;
    for (const char c : lower_ascii(*style)) {
        if (static_cast<unsigned char>(c) > ' ') {
            declarations += c;
        }
    }
    declarations += ';';
    for (const auto hiding : kHidingStyles) {
        if (declarations.find(hiding) != std::string::npos) {
            return true;
        }
    }
    return false;
}

std::string decoded(std::string_view raw) {
    std::string out;
    append_decoded(raw, Context::kAttribute, out);
    return out;
}

// The address of a link as far as it says where it leads: "https://www.example.org/" and
// "example.org" are alike to a reader.
std::string_view bare_address(std::string_view address) {
    for (const std::string_view prefix : {"http://", "https://", "mailto:", "tel:", "sms:"}) {
        if (istarts_with(address, prefix)) {
            address.remove_prefix(prefix.size());
        }
    }
    if (istarts_with(address, "www.")) {
        address.remove_prefix(4);
    }
    if (address.ends_with('/')) {
        address.remove_suffix(1);
    }
    return address;
}

// What a numbered list begins with.
unsigned first_number(const Token& token) {
    constexpr std::uint64_t kMost = 1'000'000;
    const auto* start = token.attribute("start");
    const auto number = start == nullptr ? std::nullopt : parse_uint(trim(*start));
    return number && *number > 0 && *number < kMost ? static_cast<unsigned>(*number) : 1;
}

class Renderer {
  public:
    Renderer(std::string_view html, std::size_t max_bytes) : tokens_(html), writer_(max_bytes) {}

    std::string run();

  private:
    struct Open {
        std::uint8_t element;
        bool hidden;  // it is what hides its content
    };

    void text(std::string_view raw);
    void start(const Token& token);
    void start_void(Role role, const Token& token);
    void start_shown(const Element& what, const Token& token);
    void start_item();
    void end(std::size_t index);
    void pop();
    void skip_raw(std::size_t index);
    void begin_link(const Token& token);
    void end_link();
    void separate(Layout layout);

    Tokenizer tokens_;
    LineWriter writer_;
    std::vector<Open> open_;
    std::array<std::size_t, 256> count_{};  // of each element in open_
    std::size_t hidden_ = 0;                // how many of open_ hide
    std::size_t pre_ = 0;
    std::vector<unsigned> lists_;  // the next number; 0 in a list with bullets
    std::string link_;             // "" outside of a link
    std::size_t link_begin_ = 0;
    std::bitset<256> unclosed_;  // raw text elements whose end the input does not have
    std::string scratch_;
};

std::string Renderer::run() {
    Token token;
    while (!writer_.full() && tokens_.next(token)) {
        switch (token.kind) {
            case Token::Kind::kText:
                text(token.text);
                break;
            case Token::Kind::kStart:
                start(token);
                break;
            case Token::Kind::kEnd:
                end(find_element(token.text));
                break;
        }
    }
    end_link();
    return writer_.take();
}

void Renderer::text(std::string_view raw) {
    if (hidden_ > 0) {
        return;
    }
    scratch_.clear();
    append_decoded(raw, Context::kText, scratch_);
    if (pre_ > 0) {
        writer_.preformatted(scratch_);
    } else {
        writer_.text(scratch_);
    }
}

void Renderer::start(const Token& token) {
    const std::size_t index = find_element(token.text);
    if (index == kNoElement) {
        return;
    }
    const Element& what = element(index);
    if (what.layout == Layout::kRawText) {
        skip_raw(index);
        return;
    }
    const bool hides = is_hidden(token);
    if (what.layout == Layout::kVoid) {
        if (hidden_ == 0 && !hides) {
            start_void(what.role, token);
        }
        return;
    }
    if (!open_.empty() && open_.back().hidden && open_.back().element == index &&
        contains(kEndedByTheirLike, what.name)) {
        pop();
    }
    const bool shown = hidden_ == 0 && !hides;
    if (shown) {
        start_shown(what, token);
    }
    // Inline elements that show need no end: leaving them out lets a stray "</b>" end no block.
    if (!shown || what.layout != Layout::kInline) {
        open_.push_back({static_cast<std::uint8_t>(index), hides});
        ++count_.at(index);
        hidden_ += hides ? 1 : 0;
    }
}

void Renderer::start_void(Role role, const Token& token) {
    if (role == Role::kBreak) {
        writer_.line_break();
    } else if (role == Role::kRule) {
        writer_.separate(1);
        writer_.text("----------------------------------------");
        writer_.separate(1);
    } else if (role == Role::kImage) {
        const auto* alt = token.attribute("alt");
        const std::string shown = alt == nullptr ? std::string() : decoded(*alt);
        if (!trim(shown).empty()) {
            writer_.text("[" + shown + "]");
        }
    }
}

void Renderer::separate(Layout layout) {
    if (layout == Layout::kBlock) {
        writer_.separate(1);
    } else if (layout == Layout::kParagraph) {
        writer_.separate(lists_.empty() ? 2 : 1);
    }
}

void Renderer::start_shown(const Element& what, const Token& token) {
    separate(what.layout);
    if (what.layout == Layout::kCell) {
        writer_.cell();
    }
    switch (what.role) {
        case Role::kLink:
            begin_link(token);
            break;
        case Role::kItem:
            start_item();
            break;
        case Role::kBullets:
        case Role::kNumbers:
            lists_.push_back(what.role == Role::kNumbers ? first_number(token) : 0);
            writer_.enter_list();
            break;
        case Role::kQuote:
            writer_.enter_quote();
            break;
        case Role::kPre:
            ++pre_;
            break;
        case Role::kNone:
        case Role::kBreak:
        case Role::kRule:
        case Role::kImage:
            break;
    }
}

void Renderer::start_item() {
    if (lists_.empty() || lists_.back() == 0) {
        writer_.marker("* ");
    } else {
        writer_.marker(std::to_string(lists_.back()++) + ". ");
    }
}

void Renderer::pop() {
    const Open open = open_.back();
    open_.pop_back();
    --count_.at(open.element);
    if (hidden_ > 0) {  // it had no effect when it began, so it has none now
        hidden_ -= open.hidden ? 1 : 0;
        return;
    }
    const Element& what = element(open.element);
    switch (what.role) {
        case Role::kBullets:
        case Role::kNumbers:
            lists_.pop_back();
            writer_.leave_list();
            break;
        case Role::kQuote:
            writer_.leave_quote();
            break;
        case Role::kPre:
            --pre_;
            break;
        case Role::kNone:
        case Role::kLink:
        case Role::kItem:
        case Role::kBreak:
        case Role::kRule:
        case Role::kImage:
            break;
    }
    separate(what.layout);
}

void Renderer::end(std::size_t index) {
    if (index == kNoElement) {
        return;
    }
    if (element(index).role == Role::kLink && hidden_ == 0) {
        end_link();
    }
    if (element(index).role == Role::kBreak && hidden_ == 0) {
        writer_.line_break();  // browsers read </br> so
    }
    if (count_.at(index) == 0) {
        return;
    }
    while (open_.back().element != index) {
        pop();
    }
    pop();
}

void Renderer::skip_raw(std::size_t index) {
    if (unclosed_.test(index) || tokens_.skip_raw_text(element(index).name)) {
        return;
    }
    unclosed_.set(index);
    if (element(index).name == "style" || element(index).name == "script") {
        tokens_.skip_to_end();
    }
}

void Renderer::begin_link(const Token& token) {
    end_link();
    const auto* href = token.attribute("href");
    if (href == nullptr) {
        return;
    }
    const std::string address = decoded(trim(*href));
    for (const auto scheme : kLinkSchemes) {
        if (istarts_with(address, scheme) &&
            address.find_first_of(" \t\r\n<>") == std::string::npos) {
            link_ = address;
            link_begin_ = writer_.size();
        }
    }
}

void Renderer::end_link() {
    if (link_.empty()) {
        return;
    }
    const std::string_view shown = trim(writer_.since(link_begin_));
    if (!shown.empty() && !iequals(bare_address(shown), bare_address(link_))) {
        writer_.append_to_line(" <" + link_ + ">");
    }
    link_.clear();
}

}  // namespace

std::string to_text(std::string_view html, std::size_t max_bytes) {
    return Renderer(html, max_bytes).run();
}

}  // namespace syncgate::html

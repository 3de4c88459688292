#include "formats/mime/address.h"

#include <algorithm>

#include "base/text.h"
#include "formats/mime/charset.h"
#include "formats/mime/encoded_word.h"

namespace syncgate::mime {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

// "jane(at home)@example.org" as "jane@example.org". Where one is never closed, or something is
// quoted, all of it stays.
std::string without_comments(std::string address) {
    std::string out;
    std::size_t depth = 0;
    for (const char c : address) {
        depth += c == '(' ? 1 : 0;
        if (depth == 0) {
            out += c;
        }
        depth -= c == ')' && depth > 0 ? 1 : 0;
    }
    return depth > 0 || address.find('"') != std::string::npos ? address : out;
}

class Parser {
  public:
    Parser(std::string_view value, std::string_view charset, std::vector<Address>& out)
        : rest_(value), charset_(charset), out_(out) {}

    void run();

  private:
    void step();
    void quoted_string();
    void comment();
    void angle();
    void group_begin();
    void mailbox_end();
    void without_angle();
    void push(std::string_view name, std::string_view address);
    bool reread(std::string_view decoded);

    void append(std::string_view text) {
        phrase_ += text;
        spec_ += text;
    }

    std::string_view rest_;
    std::string_view charset_;
    std::vector<Address>& out_;
    // The mailbox under way.
    std::string phrase_;   // its words, quotes undone: a display name
    std::string spec_;     // its words as they stand: an address
    std::string comment_;  // the last one: "(Jane Doe)"
    std::string_view angle_;
    bool has_angle_ = false;
    std::size_t before_angle_ = 0;  // how much of phrase_ stood before the angle
    // An opening without its end was met: from here on such openings are noise, not looked into.
    bool open_quote_ = false;
    bool open_comment_ = false;
    bool reread_ = false;  // this value came out of an encoded word: no third reading
};

void Parser::run() {
    while (!rest_.empty()) {
        step();
    }
    mailbox_end();
}

void Parser::step() {
    switch (rest_.front()) {
        case '"':
            quoted_string();
            return;
        case '(':
            comment();
            return;
        case '<':
            angle();
            return;
        case ':':
            group_begin();
            return;
        case ',':
        case ';':
            mailbox_end();
            rest_.remove_prefix(1);
            return;
        case '>':  // without its opening: noise
            rest_.remove_prefix(1);
            return;
        default:
            break;
    }
    const auto word = read_encoded_word(rest_);
    const std::size_t size = word ? word->size : 1;
    append(rest_.substr(0, size));
    rest_.remove_prefix(size);
}

void Parser::quoted_string() {
    std::string text;
    std::size_t i = 1;
    for (; !open_quote_ && i < rest_.size() && rest_[i] != '"'; ++i) {
        if (rest_[i] == '\\' && i + 1 < rest_.size()) {
            ++i;
        }
        text += rest_[i];
    }
    open_quote_ = open_quote_ || i >= rest_.size();
    if (open_quote_) {
        rest_.remove_prefix(1);
        return;
    }
    phrase_ += text;
    spec_ += rest_.substr(0, i + 1);
    rest_.remove_prefix(i + 1);
}

void Parser::comment() {
    std::string text;
    std::size_t depth = 1;
    std::size_t i = 1;
    for (; !open_comment_ && i < rest_.size(); ++i) {
        depth += rest_[i] == '(' ? 1U : 0U;
        depth -= rest_[i] == ')' ? 1U : 0U;
        if (depth == 0) {
            break;
        }
        if (rest_[i] == '\\' && i + 1 < rest_.size()) {
            ++i;
        }
        text += rest_[i];
    }
    open_comment_ = open_comment_ || i >= rest_.size();
    if (open_comment_) {
        rest_.remove_prefix(1);
        return;
    }
    comment_ = std::move(text);
    rest_.remove_prefix(i + 1);
}

// "<jane@example.org>", also with a route before it. One that is never closed ends at the next
// comma.
void Parser::angle() {
    if (has_angle_) {  // the comma before this mailbox is missing
        std::string name = phrase_.substr(before_angle_);
        phrase_.resize(before_angle_);
        mailbox_end();
        phrase_ = std::move(name);
    }
    std::size_t end = 1;
    while (end < rest_.size() && rest_[end] != '>' && rest_[end] != '<') {
        ++end;
    }
    const bool closed = end < rest_.size() && rest_[end] == '>';
    if (!closed) {
        end = std::min(rest_.substr(0, end).find_first_of(",;"), end);
    }
    angle_ = rest_.substr(1, end - 1);
    has_angle_ = true;
    before_angle_ = phrase_.size();
    rest_.remove_prefix(closed ? end + 1 : end);
}

void Parser::group_begin() {
    rest_.remove_prefix(1);
    if (has_angle_ || spec_.find('@') != std::string::npos) {
        append(":");
        return;
    }
    const std::string name = decode_words(phrase_, charset_);
    if (!name.empty()) {
        push(name, "");
    }
    phrase_.clear();
    spec_.clear();
    comment_.clear();
}

void Parser::push(std::string_view name, std::string_view address) {
    if (name.size() >= 2 && name.front() == '\'' && name.back() == '\'') {
        name = name.substr(1, name.size() - 2);  // as Outlook quotes
    }
    Address mailbox;
    mailbox.name = std::string(name);
    mailbox.address = without_comments(to_utf8(address, charset_));
    std::erase_if(mailbox.address,
                  [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; });
    if (!mailbox.name.empty() || !mailbox.address.empty()) {
        out_.push_back(std::move(mailbox));
    }
}

void Parser::mailbox_end() {
    if (has_angle_) {
        std::string name = decode_words(phrase_, charset_);
        if (name.empty()) {
            name = decode_words(comment_, charset_);
        }
        const auto route = angle_.starts_with('@') ? angle_.find(':') : kNone;
        push(name, route == kNone ? angle_ : angle_.substr(route + 1));
    } else {
        without_angle();
    }
    phrase_.clear();
    spec_.clear();
    comment_.clear();
    has_angle_ = false;
}

// "jane@example.org (Jane)", "Jane Doe jane@example.org", "jane", "Jane Doe".
void Parser::without_angle() {
    const std::string_view spec = trim(spec_);
    if (spec.empty()) {
        return;
    }
    if (spec.find('@') == kNone || read_encoded_word(spec)) {
        const std::string name = decode_words(phrase_, charset_);
        if (reread(name)) {
            return;
        }
        const bool local = spec.find_first_of(" \t\"") == kNone && !spec.starts_with("=?");
        push(local ? "" : name, local ? spec : "");
        return;
    }
    const auto blank = spec.front() == '"' ? kNone : spec.find_last_of(" \t");
    const bool named = blank != kNone && spec.find('@') > blank;
    push(decode_words(named ? spec.substr(0, blank) : std::string_view(comment_), charset_),
         named ? spec.substr(blank + 1) : spec);
}

// A whole mailbox put into an encoded word, address and all.
bool Parser::reread(std::string_view decoded) {
    if (reread_ || decoded.find('@') == kNone) {
        return false;
    }
    Parser inner(decoded, charset_, out_);
    inner.reread_ = true;
    inner.run();
    return true;
}

std::string quoted(std::string_view name) {
    std::string out = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + '"';
}

}  // namespace

void append_addresses(std::string_view value, std::string_view charset, std::vector<Address>& out) {
    Parser(value, charset, out).run();
}

std::string format(const std::vector<Address>& addresses) {
    std::string out;
    for (const auto& [name, address] : addresses) {
        if (!out.empty()) {
            out += ", ";
        }
        if (name.empty()) {
            out += address;
        } else {
            out += quoted(name);
            out += address.empty() ? "" : " <" + address + ">";
        }
    }
    return out;
}

}  // namespace syncgate::mime

#include "formats/html/line_writer.h"

#include <algorithm>

#include "base/text.h"

namespace syncgate::html {
namespace {

constexpr std::size_t kDeepestPrefix = 16;  // deeper quotes and lists look like this depth
constexpr std::string_view kNoBreakSpace = "\xc2\xa0";

// Characters that show nothing, with which senders pad the preview line. The joiners (U+200C,
// U+200D) stay: scripts and emoji need them.
constexpr std::string_view kWithoutWidth[] = {
    "\xe2\x80\x8b",  // zero width space
    "\xef\xbb\xbf",  // zero width no-break space
    "\xc2\xad",      // soft hyphen
    "\xcd\x8f",      // combining grapheme joiner
};

bool is_folded(char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '\x7f';
}

// The first bytes of those characters, and of a no-break space.
constexpr bool is_special(char c) {
    return c == '\xc2' || c == '\xcd' || c == '\xe2' || c == '\xef';
}

// The length of what shows nothing at the front of `text`; 0 if something shows.
std::size_t without_width(std::string_view text) {
    if (!is_special(text.front())) {
        return 0;
    }
    for (const auto character : kWithoutWidth) {
        if (text.starts_with(character)) {
            return character.size();
        }
    }
    return 0;
}

}  // namespace

void LineWriter::begin_line() {
    for (std::size_t i = 0; i < std::min(quotes_, kDeepestPrefix); ++i) {
        out_ += "> ";
    }
    std::size_t indent = 2 * std::min(lists_, kDeepestPrefix);
    if (!marker_.empty()) {
        indent -= std::min<std::size_t>(indent, 2);
    }
    out_.append(indent, ' ');
    out_ += marker_;
    marker_.clear();
    line_begin_ = out_.size();
    in_line_ = true;
}

// Leaves the line with its trailing blanks removed; a line without content loses its prefix's
// blanks too. Returns whether it has content.
bool LineWriter::trim_line() {
    while (out_.size() > line_begin_ && out_.back() == ' ') {
        out_.pop_back();
    }
    const bool content = out_.size() > line_begin_;
    while (!content && !out_.empty() && out_.back() == ' ') {
        out_.pop_back();
    }
    return content;
}

void LineWriter::end_line() {
    if (in_line_) {
        ended_ = trim_line() ? 0 : ended_;
    } else if (!out_.empty()) {
        out_.append(std::min(gap_quotes_, kDeepestPrefix), '>');
    }
    in_line_ = false;
    pending_blank_ = '\0';
    if (!out_.empty()) {
        out_ += "\r\n";
        ++ended_;
    }
}

// Ends lines until what separate() asked for is there. An empty paragraph ("&nbsp;" alone) after a
// blank line adds no other.
void LineWriter::flush_separation() {
    if (pending_lines_ == 0) {
        return;
    }
    const bool has_content = out_.find_first_not_of(' ', line_begin_) != std::string::npos;
    if (in_line_ && !has_content && ended_ >= 2) {
        trim_line();
        out_.resize(out_.find_last_of('\n') + 1);
        in_line_ = false;
    } else if (in_line_) {
        end_line();
    }
    while (!out_.empty() && ended_ < pending_lines_) {
        end_line();
    }
    pending_lines_ = 0;
}

void LineWriter::prepare() {
    flush_separation();
    gap_quotes_ = quotes_;
    if (!in_line_) {
        begin_line();
    } else if (pending_blank_ != '\0' && out_.size() > line_begin_) {
        out_ += pending_blank_;
    }
    pending_blank_ = '\0';
}

void LineWriter::text(std::string_view text) {
    while (!text.empty() && !full()) {
        if (is_folded(text.front())) {
            pending_blank_ = pending_blank_ == '\0' ? ' ' : pending_blank_;
            text.remove_prefix(1);
            continue;
        }
        if (const std::size_t nothing = without_width(text); nothing > 0) {
            text.remove_prefix(nothing);
            continue;
        }
        prepare();
        if (text.starts_with(kNoBreakSpace)) {
            out_ += ' ';
            text.remove_prefix(kNoBreakSpace.size());
            continue;
        }
        std::size_t length = 1;  // up to what one of the cases above may be
        while (length < text.size() && !is_folded(text[length]) && !is_special(text[length])) {
            ++length;
        }
        out_ += text.substr(0, length);
        text.remove_prefix(length);
    }
}

void LineWriter::preformatted(std::string_view text) {
    while (!text.empty() && !full()) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        if (!line.empty()) {
            prepare();
            out_ += line;
        }
        if (end != std::string_view::npos) {
            line_break();
        }
    }
}

void LineWriter::append_to_line(std::string_view text) {
    if (in_line_) {
        out_ += text;
    }
}

void LineWriter::line_break() {
    flush_separation();
    gap_quotes_ = quotes_;
    end_line();
}

void LineWriter::separate(std::size_t lines) {
    gap_quotes_ = pending_lines_ == 0 ? quotes_ : std::min(gap_quotes_, quotes_);
    pending_lines_ = std::max(pending_lines_, lines);
    pending_blank_ = '\0';
}

void LineWriter::cell() {
    pending_blank_ = '\t';
}

void LineWriter::enter_quote() {
    separate(2);
    ++quotes_;
}

void LineWriter::leave_quote() {
    quotes_ -= std::min<std::size_t>(quotes_, 1);
    separate(2);
}

void LineWriter::leave_list() {
    lists_ -= std::min<std::size_t>(lists_, 1);
    marker_.clear();
}

std::string_view LineWriter::since(std::size_t begin) const {
    return std::string_view(out_).substr(std::min(begin, out_.size()));
}

std::string LineWriter::take() {
    std::string_view whole = cut_utf8(out_, max_bytes_);
    const auto last = whole.find_last_not_of(" \t\r\n");
    whole = whole.substr(0, last == std::string_view::npos ? 0 : last + 1);
    return std::string(whole);
}

}  // namespace syncgate::html

// The lines of a text rendition: blanks folded, line breaks counted, quotes and lists indented.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace syncgate::html {

class LineWriter {
  public:
    explicit LineWriter(std::size_t max_bytes) : max_bytes_(max_bytes) {}

    // UTF-8. Blanks fold to one; a no-break space is kept as a blank; what has no width is dropped.
    void text(std::string_view text);
    // UTF-8 whose blanks and line ends stay.
    void preformatted(std::string_view text);
    // As it is, beside what stands there, on the same line whatever is pending.
    void append_to_line(std::string_view text);

    // Ends the line, also an empty one.
    void line_break();
    // What follows starts after at least `lines` line ends.
    void separate(std::size_t lines);
    // What follows on the same line stands apart from what is there.
    void cell();
    // The next line starts with `marker` ("* "), in the innermost list.
    void marker(std::string marker) { marker_ = std::move(marker); }

    void enter_quote();
    void leave_quote();
    void enter_list() { ++lists_; }
    void leave_list();

    [[nodiscard]] bool full() const { return out_.size() >= max_bytes_; }
    [[nodiscard]] std::size_t size() const { return out_.size(); }
    // What was written from offset `begin` on.
    [[nodiscard]] std::string_view since(std::size_t begin) const;

    // The whole, without line ends at its end, at most max_bytes.
    std::string take();

  private:
    void prepare();  // makes the line ready for a character
    void flush_separation();
    bool trim_line();
    void end_line();
    void begin_line();

    std::size_t max_bytes_;
    std::string out_;
    std::size_t line_begin_ = 0;  // where the line's content starts in out_, after its prefix
    bool in_line_ = false;        // the line has its prefix, and perhaps content
    std::size_t ended_ = 0;       // line ends since the last content
    std::size_t pending_lines_ = 0;
    std::size_t gap_quotes_ = 0;  // quote depth of blank lines that are pending
    char pending_blank_ = '\0';   // ' ' or '\t'
    std::string marker_;
    std::size_t quotes_ = 0;
    std::size_t lists_ = 0;
};

}  // namespace syncgate::html

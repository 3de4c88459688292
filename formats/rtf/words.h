// The control words that change what a reader sees. All others are passed over.
#pragma once

#include <string_view>

namespace syncgate::rtf {

enum class Action {
    kCharacter,    // stands for Word::value, a character
    kLineEnd,      // ends a line
    kTab,          // parts two cells, or is a tab
    kCharset,      // the document's text stands in the code page Word::value
    kCodePage,     // ... in the one of the word's number
    kDefaultFont,  // the font of what has no other
    kFont,         // the font of what follows; in the font table the one that is described
    kFontCharset,  // ... its charset
    kFontPage,     // ... its code page
    kFontTable,    // a group that describes fonts
    kSkip,         // a group that is no text of the document
    kHtmlTag,      // a group that holds a piece of the HTML that was wrapped
    kFromHtml,     // the document is HTML that was wrapped
    kHtmlRtf,      // what follows is there for readers that don't unwrap, or not with 0
    kHidden,       // what follows is hidden, or not with 0
    kPlain,        // what follows has no format
    kUnicode,      // a character by its number
    kUnicodeSkip,  // how many characters behind each such stand for it, for old readers
};

struct Word {
    std::string_view name;
    Action action;
    int value = 0;
};

// nullptr for one that changes nothing. Names differ by case.
const Word* find_word(std::string_view name);

}  // namespace syncgate::rtf

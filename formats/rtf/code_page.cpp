#include "formats/rtf/code_page.h"

#include <algorithm>
#include <iterator>

namespace syncgate::rtf {
namespace {

struct Page {
    int number;
    std::string_view name;
};

constexpr int kWestern = 1252;
constexpr Page kPages[] = {
    {kWestern, "cp1252"},  {437, "cp437"},     {737, "cp737"},       {775, "cp775"},
    {850, "cp850"},        {852, "cp852"},     {855, "cp855"},       {857, "cp857"},
    {858, "cp858"},        {860, "cp860"},     {861, "cp861"},       {862, "cp862"},
    {863, "cp863"},        {865, "cp865"},     {866, "cp866"},       {869, "cp869"},
    {874, "cp874"},        {932, "cp932"},     {936, "cp936"},       {949, "cp949"},
    {950, "cp950"},        {1250, "cp1250"},   {1251, "cp1251"},     {1253, "cp1253"},
    {1254, "cp1254"},      {1255, "cp1255"},   {1256, "cp1256"},     {1257, "cp1257"},
    {1258, "cp1258"},      {1361, "johab"},    {10000, "macintosh"}, {10007, "mac-cyrillic"},
    {10029, "mac-ce"},     {20866, "koi8-r"},  {21866, "koi8-u"},    {28592, "iso-8859-2"},
    {28595, "iso-8859-5"}, {54936, "gb18030"}, {65001, "utf-8"},
};

struct Font {
    int charset;
    int page;
};

// Others have that of the document: 1 (default), 2 (symbols).
constexpr Font kFonts[] = {
    {0, kWestern}, {77, 10000}, {88, 10029}, {89, 10007}, {128, 932},  {129, 949},  {130, 1361},
    {134, 936},    {136, 950},  {161, 1253}, {162, 1254}, {163, 1258}, {177, 1255}, {178, 1256},
    {186, 1257},   {204, 1251}, {222, 874},  {238, 1250}, {254, 437},  {255, 850},
};

}  // namespace

CodePage code_page(int number) {
    const auto* found = std::find_if(std::begin(kPages), std::end(kPages),
                                     [&](const Page& page) { return page.number == number; });
    return found == std::end(kPages) ? 0 : static_cast<CodePage>(found - std::begin(kPages));
}

std::optional<CodePage> code_page_of_font(int charset) {
    const auto* found = std::find_if(std::begin(kFonts), std::end(kFonts),
                                     [&](const Font& font) { return font.charset == charset; });
    return found == std::end(kFonts) ? std::nullopt : std::optional(code_page(found->page));
}

std::string_view charset_name(CodePage page) {
    return kPages[page].name;
}

}  // namespace syncgate::rtf

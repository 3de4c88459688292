#include <chrono>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/text.h"
#include "formats/html/html.h"

namespace syncgate::html {
namespace {

constexpr std::size_t kPlenty = 1U << 20U;

struct Row {
    std::string_view html;
    std::string_view text;
};

void expect_rows(std::initializer_list<Row> rows) {
    for (const auto& row : rows) {
        EXPECT_EQ(to_text(row.html, kPlenty), row.text) << row.html;
    }
}

TEST(HtmlToText, BlanksFoldAndBlocksBreakLines) {
    expect_rows({
        {"", ""},
        {"plain", "plain"},
        {"  a \r\n\t b  ", "a b"},
        {"<b>a</b><i>b</i> <u>c</u>", "ab c"},
        {"a<br>b<br/>c<BR />d", "a\r\nb\r\nc\r\nd"},
        {"a<br><br>b", "a\r\n\r\nb"},
        {"<div>a</div><div>b</div>c", "a\r\nb\r\nc"},
        {"<div><div><div>a</div></div></div><div>b</div>", "a\r\nb"},
        {"<p>a</p><p>b</p>", "a\r\n\r\nb"},
        {"<h1>Title</h1>text", "Title\r\n\r\ntext"},
        {"<p>a<p>b<p>c", "a\r\n\r\nb\r\n\r\nc"},
        {"<div>a</div><div><br></div><div>b</div>", "a\r\n\r\nb"},
        {"<div>a<br></div>b", "a\r\nb"},
        {"<div>a</div><div>&nbsp;</div><div>b</div>", "a\r\n\r\nb"},
        {"<p>a</p><p>&nbsp;</p><p>b</p>", "a\r\n\r\nb"},
        {"a&nbsp;&nbsp;b", "a  b"},
        {"<pre>a  b\n  c\r\nd</pre>e", "a  b\r\n  c\r\nd\r\n\r\ne"},
        {"a<hr>b", "a\r\n----------------------------------------\r\nb"},
    });
}

TEST(HtmlToText, ListsGetTheirMarkers) {
    expect_rows({
        {"x<ul><li>a</li><li>b</li></ul>y", "x\r\n\r\n* a\r\n* b\r\n\r\ny"},
        {"<ol><li>a<li>b</ol>", "1. a\r\n2. b"},
        {"<ol start=\"3\"><li>a<li>b</ol>", "3. a\r\n4. b"},
        {"<ol start=0><li>a</ol><ol start=-5><li>b</ol>", "1. a\r\n\r\n1. b"},
        {"<ol start=99999999999999999999><li>a</ol>", "1. a"},
        {"<ul><li>a<ul><li>b</ul><li>c</ul>", "* a\r\n  * b\r\n* c"},
        {"<ul><li>a<br>b</ul>", "* a\r\n  b"},
        {"<li>lost", "* lost"},
    });
}

TEST(HtmlToText, TheCellsOfARowStandBesideEachOther) {
    expect_rows({
        {"<table><tr><td>a</td><td>b</td></tr><tr><th>c<td>d</table>e", "a\tb\r\nc\td\r\ne"},
        {"<table><tr><td></td><td>a</td><td> </td><td>b</td></tr></table>", "a\tb"},
        {"<table><tr><td><div>a</div></td><td><div>b</div></td></tr></table>", "a\r\nb"},
    });
}

TEST(HtmlToText, QuotesAreMarked) {
    expect_rows({
        {"a<blockquote>b<br>c</blockquote>d", "a\r\n\r\n> b\r\n> c\r\n\r\nd"},
        {"<blockquote><p>a</p><p>b</p></blockquote>", "> a\r\n>\r\n> b"},
        {"<blockquote>a<blockquote>b</blockquote>c</blockquote>", "> a\r\n>\r\n> > b\r\n>\r\n> c"},
        {"<blockquote>a", "> a"},
    });
}

TEST(HtmlToText, ALinkKeepsWhereItLeadsWhenItsTextDoesNotSay) {
    expect_rows({
        {R"(<a href="https://example.org/x">here</a>!)", "here <https://example.org/x>!"},
        {R"(<a href="https://example.org/">https://example.org</a>)", "https://example.org"},
        {R"(<a href="http://www.example.org/">Example.org</a>)", "Example.org"},
        {R"(<a href="mailto:a@example.org">a@example.org</a>)", "a@example.org"},
        {R"(<a href=http://x.example/?a=1&amp;copy=2>x</a>)", "x <http://x.example/?a=1&copy=2>"},
        {R"(<a href="http://x.example/?a=1&copy=2">x</a>)", "x <http://x.example/?a=1&copy=2>"},
        {R"(<a href="#top">up</a>)", "up"},
        {"<a href='javascript:alert(1)'>x</a>", "x"},
        {R"(<a href="http://x.example/"><div>Title</div></a>b)", "Title <http://x.example/>\r\nb"},
        {R"(<a href="http://x.example/a"></a>b)", "b"},
        {R"(<a href="http://x.example/a"><img alt="Logo"></a>)", "[Logo] <http://x.example/a>"},
        {R"(<a href="http://x.example/a">one<a href="http://x.example/b">two)",
         "one <http://x.example/a>two <http://x.example/b>"},
    });
}

TEST(HtmlToText, WhatAReaderDoesNotSeeIsLeftOut) {
    expect_rows({
        {"<html><head><title>T</title><style>p{}</style><meta x></head><body>a", "a"},
        {"<script>if (a<b) x='</p>'</script>a", "a"},
        {"a<!-- b -->c<!--[if mso]><p>d</p><![endif]-->e", "ace"},
        {"a<![if !mso]>b<![endif]>c", "abc"},
        {"a<![CDATA[ <b> ]]>b", "ab"},
        {"<!DOCTYPE html><?xml version='1.0'?>a", "a"},
        {R"(<div style="display:none">pre</div>a)", "a"},
        {R"(<span STYLE='color:red; DISPLAY : none !important'>pre <span>x</span> y</span>a)", "a"},
        {R"(<div style="max-height:0px;overflow:hidden">pre<br>x</div>a)", "a"},
        {R"(<p hidden>pre<p>a)", "a"},
        {R"(<table><tr><td style="display:none">x</td><td>a</td></tr></table>)", "a"},
        {R"(<div style="display:none"><blockquote>x</blockquote><ul><li>y</div>a)", "a"},
        {R"(<img src="x" alt="a picture"><img src=y alt=" "><img>)", "[a picture]"},
        {"a\u200b\u00adb\ufeff", "ab"},
        {"<title>never closed, but text", "never closed, but text"},
        {"a<style>never closed, and no text", "a"},
    });
}

TEST(HtmlToText, CharacterReferencesAreDecoded) {
    expect_rows({
        {"&lt;&gt;&amp;&quot;&apos;", "<>&\"'"},
        {"&eacute;&Eacute;&euro;&hellip;&zwj;", "éÉ€…\u200d"},
        {"&#233;&#xe9;&#XE9;&#8364", "ééé€"},
        {"&#128;&#146;&#150;", "€’–"},  // numbers of windows-1252
        {"&#0;&#xd800;&#1114112;&#99999999999999999999;", "\ufffd\ufffd\ufffd\ufffd"},
        {"&eacute &nbspx&amp", "é  x&"},
        {"&notit; &notin;", "¬it; ∉"},
        {"AT&T &; &# &#x; &unknown;", "AT&T &; &# &#x; &unknown;"},
        {"&NotEqualTilde;", "≂̸"},  // two characters
    });
}

TEST(HtmlToText, BrokenMarkupIsReadAsABrowserReadsIt) {
    expect_rows({
        {"1 < 2 and 3 > 2 <3", "1 < 2 and 3 > 2 <3"},
        {R"(<a title="x > y" href='http://x.example/'>t</a>)", "t <http://x.example/>"},
        {"a</nothing></p></>b", "ab"},
        {"<div<b>a", "a"},
        {"a<b", "a"},
        {"a<", "a<"},
        {"a<!-- never closed", "a"},
        {"<b><div>a</b>b</div>c", "ab\r\nc"},
        {"<x-unknown foo>a</x-unknown>b", "ab"},
        {"<td>a</td></table></div>b", "ab"},
        {"<div / =\"x\" a= b=c/>t", "t"},
    });
}

TEST(HtmlToText, TheResultIsCutOnACharactersBorder) {
    std::string html;
    for (int i = 0; i < 1000; ++i) {
        html += "é";
    }
    for (std::size_t limit : {0U, 1U, 2U, 3U, 99U, 100U}) {
        const std::string text = to_text(html, limit);
        EXPECT_LE(text.size(), limit);
        EXPECT_EQ(text.size(), limit / 2 * 2);
        EXPECT_TRUE(is_utf8(text));
    }
}

std::string repeated(std::string_view piece, std::size_t bytes) {
    std::string out;
    out.reserve(bytes + piece.size());
    while (out.size() < bytes) {
        out += piece;
    }
    return out;
}

// Twice the input may take about twice the time; quadratic work would take minutes here.
TEST(HtmlToText, HostileInputTakesLinearTime) {
    constexpr std::string_view kPieces[] = {
        "<",
        "<a",
        "<a ",
        "<div>",
        "</div>",
        "<b>",
        "<!",
        "<!--",
        "<![CDATA[",
        "</",
        "&",
        "&#",
        "&#x",
        "<a href='x",
        "<title>",
        "<style>",
        "<td>",
        "<table><td></td>",
        "<ul>",
        "<ul><li>",
        "<pre>",
        "<br>",
        "<p hidden>",
        "<span hidden>",
        "<a b c d e",
        "<blockquote>x",
        "<a href=http://x>x",
        "x&nbsp;",
        "</b></p></div>",
        "<iframe>",
    };
    for (const auto piece : kPieces) {
        SCOPED_TRACE(piece);
        const std::string html = repeated(piece, 3U << 20U);
        const auto begin = std::chrono::steady_clock::now();
        const std::string text = to_text(html, 256U << 10U);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        EXPECT_LT(took.count(), 20.0);  // under sanitizers, on a shared machine
        EXPECT_LE(text.size(), 256U << 10U);
    }
}

TEST(HtmlFromText, KeepsTheLookOfTheText) {
    const std::string html = from_text("a <b> & \"c\"\r\n  two  blanks\nend");
    EXPECT_NE(html.find("a &lt;b&gt; &amp; &quot;c&quot;<br>\r\n&nbsp;&nbsp;two &nbsp;blanks<br>"),
              std::string::npos);
}

TEST(HtmlFromText, IsUndoneByToText) {
    for (std::string_view text :
         {"", "one line", "two\r\nlines", "a\r\n\r\n\r\n\r\nb", "  indented\r\n    more",
          "a  b   c", "<tag> & &amp; \"quoted\"", "http://example.org/?a=1&copy=2",
          "> quoted\r\n> > twice", "grüße, 日本語 😀", "1 < 2 &nbsp; &#65;"}) {
        EXPECT_EQ(to_text(from_text(text), kPlenty), text);
    }
}

}  // namespace
}  // namespace syncgate::html

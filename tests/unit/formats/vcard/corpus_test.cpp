// Laws that hold for every card of the corpus, and bounds for hostile ones.
#include "tests/unit/formats/vcard/corpus.h"

#include <random>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/text.h"

namespace syncgate::vcard {
namespace {

std::string hostile_card(std::string_view lines, std::string_view version = "3.0") {
    return "BEGIN:VCARD\r\nVERSION:" + std::string(version) + "\r\n" + std::string(lines) +
           "END:VCARD\r\n";
}

std::string repeated(std::string_view text, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) {
        out += text;
    }
    return out;
}

std::vector<std::string> sources(const Card& card) {
    std::vector<std::string> out;
    for (const auto& property : card.properties) {
        out.push_back(property.source());
    }
    return out;
}

TEST(VcardCorpus, EveryCardIsWrittenAsItWasRead) {
    for (const auto& [name, text] : corpus_cards()) {
        SCOPED_TRACE(name);
        const auto card = read(text);
        ASSERT_TRUE(card) << card.error().detail;
        EXPECT_EQ(write(*card), text);
    }
}

// Each property's whole text, of those with one of the names; or why there are none.
std::vector<std::string> named(const Result<Card>& card, const std::vector<std::string>& names) {
    if (!card) {
        return {card.error().detail};
    }
    std::vector<std::string> out;
    for (const auto& property : card->properties) {
        if (std::find(names.begin(), names.end(), property.name()) != names.end()) {
            out.push_back(property.source() + "|" + property.text());
            for (const auto& each : property.parameters()) {
                out.push_back(each.name + "=" + (each.values.empty() ? "" : each.values.front()));
            }
        }
    }
    return out;
}

TEST(VcardCorpus, ReadingSomePropertiesFindsWhatReadingAllOfThemFinds) {
    constexpr std::string_view kNames[] = {"EMAIL", "TEL",   "FN",        "N",   "NOTE", "PHOTO",
                                           "KEY",   "AGENT", "X-ABLABEL", "ADR", "END",  ""};
    constexpr std::string_view kPieces[] = {"\r\n ", "\n", "=\r\n", ":", ";", "\"", "a.", "\t"};
    std::mt19937 random(5);
    const auto any = [&](std::size_t n) { return random() % n; };
    for (const auto& [name, text] : corpus_cards()) {
        for (int round = 0; round < 4; ++round) {
            SCOPED_TRACE(name + " " + std::to_string(round));
            std::string card = text;
            for (int i = 0; i < round; ++i) {  // the first as it is
                card.insert(any(card.size()), kPieces[any(std::size(kPieces))]);
            }
            std::vector<std::string> names;
            for (std::size_t i = any(4); i > 0; --i) {
                names.emplace_back(kNames[any(std::size(kNames))]);
            }
            const auto some = read_named(card, names);
            EXPECT_EQ(named(some, names), named(read(card), names));
            EXPECT_TRUE(!some || !names.empty() || some->properties.empty());
        }
    }
}

TEST(VcardCorpus, OnlyFilesWithoutABeginHaveNoCard) {
    const auto folder = shared_folder() / "corpora/dev/vcards";
    if (!std::filesystem::is_directory(folder)) {
        GTEST_SKIP() << "no corpus";
    }
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const std::string text = read_file(entry.path());
        const bool begins = ("\n" + lower_ascii(text)).find("\nbegin:vcard") != std::string::npos;
        EXPECT_EQ(cards_in(text).empty(), !begins) << entry.path();
    }
}

TEST(VcardCorpus, AnEditOfOnePropertyLeavesEveryOtherLineAsItWas) {
    constexpr std::string_view kText = "Jörg; \"x\", y\\z\nsecond line";
    for (const auto& [name, text] : corpus_cards()) {
        const auto card = read(text);
        ASSERT_TRUE(card);
        for (std::size_t i = 0; i < card->properties.size(); ++i) {
            const std::string& property = card->properties[i].name();
            if (property.empty() || property == "BEGIN" || property == "END" ||
                property == "VERSION" || property == "AGENT") {
                continue;
            }
            SCOPED_TRACE(name + " " + property);
            Card edited = *card;
            edited.properties[i].set_text(kText);
            const auto again = read(write(edited));
            ASSERT_TRUE(again);
            ASSERT_EQ(again->properties.size(), card->properties.size());
            EXPECT_EQ(again->properties[i].text(), kText);
            auto before = sources(*card);
            auto after = sources(*again);
            before[i].clear();
            after[i].clear();
            EXPECT_EQ(after, before);
        }
    }
}

TEST(VcardCorpus, EveryPropertySaysTextInUtf8AndSaysItAgainWhenWritten) {
    for (const auto& [name, text] : corpus_cards()) {
        SCOPED_TRACE(name);
        auto card = read(text);
        ASSERT_TRUE(card);
        for (auto& property : card->properties) {
            if (property.name().empty() || property.is_base64()) {
                continue;
            }
            const auto components = property.components();
            for (const auto& component : components) {
                EXPECT_TRUE(is_utf8(component));
            }
            Property again = property;
            for (std::size_t i = 0; i < components.size(); ++i) {
                again.set_component(i, components[i]);
            }
            EXPECT_EQ(again.components(), components);
        }
    }
}

TEST(VcardHostile, WhatIsOverALimitIsRefused) {
    const std::string cases[] = {
        hostile_card(repeated("TEL;TYPE=CELL:+1555\r\n", 100'000)),
        hostile_card("NOTE:" + std::string(limits::kVcardBytes, 'n') + "\r\n"),
        hostile_card("TEL" + repeated(";TYPE=T", 30'000) + ":1\r\n"),
        hostile_card(repeated("\r\n", 20'000)),
    };
    for (const auto& text : cases) {
        const auto card = read(text);
        ASSERT_FALSE(card) << text.substr(0, 60);
        EXPECT_EQ(card.error().code, ErrorCode::kTooLarge);
    }
}

TEST(VcardHostile, WhatIsNoSingleCardIsRefused) {
    for (const std::string& text :
         {std::string(), std::string("END:VCARD\r\n"), std::string("BEGIN:VCARD\r\n"),
          hostile_card("") + hostile_card(""), hostile_card("BEGIN:VCARD\r\n"),
          "x:y\r\n" + hostile_card(""), hostile_card("") + "x:y\r\n",
          repeated("BEGIN:VCARD\r\nVERSION:2.1\r\nAGENT:\r\n", 2000)}) {
        const auto card = read(text);
        ASSERT_FALSE(card) << text.substr(0, 60);
        EXPECT_EQ(card.error().code, ErrorCode::kMalformed);
    }
}

TEST(VcardHostile, WhatIsOddButACardIsKeptByteForByte) {
    const std::string cases[] = {
        hostile_card("NOTE:" + repeated("\r\n n", 50'000) + "\r\n"),
        hostile_card("NOTE:\xc3\r\n \xa4\xe2\r\n \x82\r\n \xac\r\n"),
        hostile_card("PHOTO;ENCODING=b;TYPE=JPEG:@@@@====\r\n"),
        hostile_card("N;CHARSET=../../x;ENCODING=QUOTED-PRINTABLE:=FF=FE\r\n", "2.1"),
        hostile_card("N;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=C3=\r\n", "2.1"),
        hostile_card(std::string(100'000, 'g') + ".TEL:1\r\n"),
        hostile_card("TEL;TYPE=\"cell:1\r\n"),
        hostile_card("UID:a\rX:1\r\n"),
        hostile_card("NOTE:a" + std::string(1, '\0') + "b\r\n"),
        hostile_card(repeated("AGENT:\r\nBEGIN:VCARD\r\nVERSION:2.1\r\n", 2000) +
                         repeated("END:VCARD\r\n", 2000),
                     "2.1"),
        "\xEF\xBB\xBF" + hostile_card("FN:x\r\n") + "\r\n\r\n",
        hostile_card("no property\r\n:\r\n;:\r\n \r\n=\r\n"),
    };
    for (const auto& text : cases) {
        const auto card = read(text);
        ASSERT_TRUE(card) << text.substr(0, 60) << card.error().detail;
        EXPECT_EQ(write(*card), text);
        for (const auto& property : card->properties) {
            EXPECT_TRUE(is_utf8(property.text()));
        }
    }
}

}  // namespace
}  // namespace syncgate::vcard

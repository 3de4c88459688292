// Messages that are made to be slow: what each costs the server from its delivery until a phone has
// it and its words are indexed, and the dearest of them. Each phone asks for 4 KB of HTML.
#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "base/base64.h"
#include "base/limits.h"
#include "bench/load/accounts.h"
#include "bench/load/figure.h"
#include "bench/load/phone.h"
#include "bench/load/server.h"
#include "bench/load/tls_client.h"

namespace syncgate::bench {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kHead =
    "From: a@elsewhere.example\r\nTo: b@bench.example\r\nMIME-Version: 1.0\r\n";
constexpr std::string_view kHtml = "Content-Type: text/html\r\n\r\n";
constexpr std::string_view kMixed = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
constexpr std::string_view kBase64 =
    "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n";
constexpr int kMega = 1 << 20;

// Between a beginning and an end so many of one piece, in which "#" is its number.
struct Made {
    std::string_view name, begin, piece, end;
    int count;
};

constexpr Made kMessages[] = {
    {"parts", kMixed, "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n", "--b--\r\n", 100'000},
    {"messages", kMixed, "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: a\r\n\r\nx\r\n", "",
     10'000},
    {"boundaries", kMixed, "--bb\r\n", "--b\r\n\r\nx\r\n--b--\r\n", kMega},
    {"fields", "", "X-#: v\r\n", "\r\nx\r\n", 1'000'000},
    {"field", "X-Long: ", "a", "\r\n\r\nx\r\n", 40 * kMega},
    {"folded_field", "X-Long: a", "\r\n bbbbbbbbbbbbbbbbbbbbbbbbb", "\r\n\r\nx\r\n",
     40 * kMega / 28},
    {"addresses", "Cc: c@elsewhere.example", ",\r\n \"User #\" <u#@elsewhere.example>",
     "\r\n\r\nx\r\n", 100'000},
    {"references", "References: <0@elsewhere.example>", "\r\n <#@elsewhere.example>",
     "\r\n\r\nx\r\n", 500'000},
    {"encoded_words", "Subject: a", "\r\n =?utf-8?B?QUFB?=", "\r\n\r\nx\r\n", 300'000},
    {"file_name", "Content-Disposition: attachment", ";\r\n filename*#*=%41", "\r\n\r\nx\r\n",
     10'000},
    {"deep_html", kHtml, "<div><table><tr><td>", "\r\n", 100'000},
    {"html", kHtml, "<p>words and more words of a text</p>\r\n", "", kMega},
    {"base64", kBase64, "QUFB", "\r\n", 12 * kMega},
    {"uuencode", "\r\n", "begin 644 a.bin\r\n#AAAA\r\n`\r\nend\r\n", "", 300'000},
};

std::string text_of(const Made& made) {
    std::string text(kHead);
    text += made.begin;
    for (int i = 0; i < made.count; ++i) {
        for (const char c : made.piece) {
            text += c == '#' ? std::to_string(i) : std::string(1, c);
        }
    }
    return text.append(made.end);
}

// Multiparts in each other, each with a boundary of its own.
std::string nested(int levels) {
    std::string text(kHead);
    for (int i = 0; i < levels; ++i) {
        const auto boundary = "b" + std::to_string(i);
        text += "Content-Type: multipart/mixed; boundary=" + boundary + "\r\n\r\n--" + boundary +
                "\r\n";
    }
    return text + "\r\nx\r\n";
}

// Rich text of the size that is read, of one piece again and again.
struct Rich {
    std::string_view name, piece;
};

constexpr Rich kRichTexts[] = {
    {"rich_words", "\\a"},
    {"rich_charsets", "\\f0\\'e9\\f1\\'cf"},
    {"rich_html", "\\fromhtml1<"},
};

std::string little(std::uint64_t value, int bytes) {
    std::string out;
    for (int i = 0; i < bytes; ++i) {
        out += static_cast<char>(value >> (8 * i) & 0xffU);
    }
    return out;
}

// A winmail.dat whose only property is that. Source: MS-OXTNEF 2.1, MS-OXRTFCP 2.1.3.
std::string winmail(std::string_view piece) {
    std::string rtf = "{\\rtf1{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset204 B;}}";
    while (rtf.size() + piece.size() < limits::kRtfBytes) {
        rtf += piece;
    }
    rtf += "}";
    const std::string stored =
        little(rtf.size() + 12, 4) + little(rtf.size(), 4) + "MELA" + little(0, 4) + rtf;
    std::string properties =
        little(1, 4) + little(0x10090102, 4) + little(1, 4) + little(stored.size(), 4) + stored;
    properties.resize((properties.size() + 3) / 4 * 4);
    const std::string stream = little(0x223e9f78, 4) + little(1, 2) + little(1, 1) +
                               little(0x00069003, 4) + little(properties.size(), 4) + properties +
                               little(0, 2);
    std::string text(kHead);
    text += "Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    constexpr std::size_t kLine = 57;
    for (std::size_t at = 0; at < stream.size(); at += kLine) {
        append_base64(std::string_view(stream).substr(at, kLine), text);
        text += "\r\n";
    }
    return text;
}

// Until the index of words, which looks each second, has had the message.
double settled_cpu(const Server& server) {
    double before = server.cpu_seconds();
    for (int still = 0; still < 3;) {
        std::this_thread::sleep_for(500ms);
        const double now = server.cpu_seconds();
        still = now - before < 0.02 ? still + 1 : 0;
        before = now;
    }
    return before;
}

}  // namespace

Figures hostile() {
    std::vector<std::pair<std::string, std::string>> messages{{"nested", nested(10'000)}};
    for (const auto& made : kMessages) {
        messages.emplace_back(made.name, text_of(made));
    }
    for (const auto& rich : kRichTexts) {
        messages.emplace_back(rich.name, winmail(rich.piece));
    }
    const TempFolder data(false);
    make_accounts(data.path(), 1, 1);
    const Server server(data.path());
    LineClient client(server.lmtp());
    client.expect("220");
    client.send("LHLO bench\r\n");
    client.expect("250");
    Phone phone(server.https(), account_name(0), device_name(0, 0));
    phone.set_up();
    phone.sync_all(phone.inbox(), 1);
    Figures figures;
    double dearest = 0;
    for (const auto& [name, text] : messages) {
        const double before = settled_cpu(server);
        deliver(client, account_name(0), text);
        phone.sync_all(phone.inbox(), 1);
        const double cpu = (settled_cpu(server) - before) * 1e3;
        dearest = std::max(dearest, cpu);
        figures.push_back({"hostile_" + name, cpu, "ms"});
    }
    figures.insert(figures.begin(),
                   {"hostile_dearest", dearest, "ms", 250, Figure::Sense::kAtMost});
    return figures;
}

}  // namespace syncgate::bench

// What the arrival of a message costs before it is stored: mime::index, which LMTP delivery runs.
#include <string>

#include <benchmark/benchmark.h>

#include "formats/html/html.h"
#include "formats/mime/message_index.h"

namespace {

using namespace syncgate;

constexpr std::string_view kHeader =
    "Return-Path: <jane@example.org>\r\n"
    "Received: from mail.example.org (mail.example.org [192.0.2.1])\r\n"
    "\tby mx.example.net (Postfix) with ESMTPS id 4F00Aa1234\r\n"
    "\tfor <u1@example.net>; Tue, 24 Nov 2026 10:00:00 +0000 (UTC)\r\n"
    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=s1;\r\n"
    "\th=from:to:subject:date:message-id:mime-version:content-type;\r\n"
    "\tbh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=dGhpcyBpcyBubyBzaWduYXR1cmU=\r\n"
    "From: =?utf-8?Q?Jane_D=C3=B6?= <jane@example.org>\r\n"
    "To: \"User One\" <u1@example.net>, u2@example.net\r\n"
    "Subject: =?utf-8?B?R3LDvMOfZSBhdXMgQm9ubg==?= and more\r\n"
    "Date: Tue, 24 Nov 2026 10:00:00 +0000\r\n"
    "Message-ID: <20261124100000.1@example.org>\r\n"
    "In-Reply-To: <20261123100000.1@example.net>\r\n"
    "References: <20261122100000.1@example.net> <20261123100000.1@example.net>\r\n"
    "MIME-Version: 1.0\r\n";

std::string repeated(std::string_view piece, std::size_t bytes) {
    std::string out;
    while (out.size() < bytes) {
        out += piece;
    }
    return out;
}

// A message as most are: both forms of the text, and an attachment, a third of the size each.
std::string sample(std::size_t bytes) {
    const std::size_t third = bytes / 3;
    return std::string(kHeader) +
           "Content-Type: multipart/mixed; boundary=\"mixed-1\"\r\n\r\n"
           "--mixed-1\r\nContent-Type: multipart/alternative; boundary=\"alternative-1\"\r\n\r\n"
           "--alternative-1\r\nContent-Type: text/plain; charset=utf-8\r\n"
           "Content-Transfer-Encoding: quoted-printable\r\n\r\n" +
           repeated("Gr=C3=BC=C3=9Fe aus Bonn, and a line of plain text as people write it.\r\n",
                    third) +
           "\r\n--alternative-1\r\nContent-Type: text/html; charset=iso-8859-1\r\n"
           "Content-Transfer-Encoding: quoted-printable\r\n\r\n" +
           repeated(
               "<p style=3D\"margin:0\">Gr=FC=DFe aus <b>Bonn</b> &amp; a "
               "<a href=3D\"http://example.org/\">link</a></p>\r\n",
               third) +
           "\r\n--alternative-1--\r\n--mixed-1\r\nContent-Type: application/pdf\r\n"
           "Content-Disposition: attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe.pdf\r\n"
           "Content-Transfer-Encoding: base64\r\n\r\n" +
           repeated(
               "JVBERi0xLjQKJcOkw7zDtsOfCjIgMCBvYmoKPDwvTGVuZ3RoIDMgMCBSL0ZpbHRlci9GbGF0ZURl\r\n",
               third) +
           "\r\n--mixed-1--\r\n";
}

void mime_index(benchmark::State& state) {
    mime::init();
    const std::string message = sample(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        benchmark::DoNotOptimize(mime::index(message));
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(message.size()));
}
BENCHMARK(mime_index)->Arg(3 << 10)->Arg(10 << 10)->Arg(100 << 10)->Arg(1 << 20);

void mime_index_html_only(benchmark::State& state) {
    mime::init();
    const std::string message =
        std::string(kHeader) + "Content-Type: text/html; charset=utf-8\r\n\r\n" +
        repeated(
            "<div class=\"x\"><table><tr><td>a cell</td><td>another &nbsp; one</td></tr>"
            "</table><p>text of a newsletter</p></div>\r\n",
            static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        benchmark::DoNotOptimize(mime::index(message));
    }
}
BENCHMARK(mime_index_html_only)->Arg(10 << 10)->Arg(100 << 10);

void mime_codec(benchmark::State& state) {
    mime::init();
    const auto index = mime::index(sample(10 << 10));
    for (auto _ : state) {
        benchmark::DoNotOptimize(mime::decode_envelope(mime::encode(index.envelope)));
        benchmark::DoNotOptimize(mime::decode_structure(mime::encode(index.structure)));
    }
}
BENCHMARK(mime_codec);

void mime_to_crlf(benchmark::State& state) {
    const std::string message = sample(10 << 10);
    for (auto _ : state) {
        benchmark::DoNotOptimize(mime::to_crlf(message));
    }
}
BENCHMARK(mime_to_crlf);

void mime_decode_base64(benchmark::State& state) {
    mime::Part part;
    part.encoding = mime::Encoding::kBase64;
    const std::string content =
        repeated("JVBERi0xLjQKJcOkw7zDtsOfCjIgMCBvYmoKPDwvTGVuZ3RoIDMgMCBSL0ZpbHRlci9GbGF0ZURl\r\n",
                 1U << 20U);
    part.content_end = content.size();
    for (auto _ : state) {
        benchmark::DoNotOptimize(mime::decode_content(part, content));
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(content.size()));
}
BENCHMARK(mime_decode_base64);

}  // namespace

BENCHMARK_MAIN();

// Reading and writing WBXML: a Ping, a Sync with one message, a Sync with a hundred (130 KB).
#include <cstdint>
#include <string>

#include <benchmark/benchmark.h>

#include "formats/wbxml/element.h"
#include "formats/wbxml/reader.h"
#include "formats/wbxml/tags.h"

namespace {

using namespace syncgate::wbxml;

Element ping() {
    Element root(ping::kPing);
    root.add(ping::kHeartbeatInterval, 900);
    auto& folders = root.add(ping::kFolders);
    for (const char* id : {"1", "2", "5", "11", "23"}) {
        auto& folder = folders.add(ping::kFolder);
        folder.add(ping::kId, std::string(id));
        folder.add(ping::kClass, std::string("Email"));
    }
    return root;
}

std::string body_text() {
    std::string text;
    while (text.size() < 950) {
        text += "Greetings from Bonn, and a line of plain text as people write it.\r\n";
    }
    return text;
}

void add_message(Element& commands, int number) {
    auto& added = commands.add(air_sync::kAdd);
    added.add(air_sync::kServerId, "5:" + std::to_string(number));
    auto& data = added.add(air_sync::kApplicationData);
    data.add(email::kTo, std::string("\"User One\" <u1@example.net>, u2@example.net"));
    data.add(email::kFrom, std::string("\"Jane Dö\" <jane@example.org>"));
    data.add(email::kSubject, "Minutes of the meeting, no. " + std::to_string(number));
    data.add(email::kDateReceived, std::string("2026-11-24T10:00:00.000Z"));
    data.add(email::kDisplayTo, std::string("User One"));
    data.add(email::kThreadTopic, std::string("Minutes of the meeting"));
    data.add(email::kImportance, 1);
    data.add(email::kRead, 0);
    data.add(email::kMessageClass, std::string("IPM.Note"));
    data.add(email::kInternetCPID, 65001);
    data.add(email::kFlag);
    data.add(email::kContentClass, std::string("urn:content-classes:message"));
    auto& body = data.add(air_sync_base::kBody);
    body.add(air_sync_base::kType, 1);
    body.add(air_sync_base::kEstimatedDataSize, 950);
    body.add(air_sync_base::kTruncated, 0);
    body.add(air_sync_base::kData, body_text());
    data.add(air_sync_base::kNativeBodyType, 1);
    data.add(Element::opaque(email2::kConversationId, std::string(16, '\x8f')));
    data.add(Element::opaque(email2::kConversationIndex, std::string(5, '\xca')));
}

Element sync(int messages) {
    Element root(air_sync::kSync);
    auto& collection = root.add(air_sync::kCollections).add(air_sync::kCollection);
    collection.add(air_sync::kSyncKey, std::string("352894734"));
    collection.add(air_sync::kCollectionId, std::string("5"));
    collection.add(air_sync::kStatus, 1);
    auto& commands = collection.add(air_sync::kCommands);
    for (int i = 0; i < messages; ++i) {
        add_message(commands, i);
    }
    return root;
}

// 0 messages stand for the Ping.
Element document(std::int64_t messages) {
    return messages == 0 ? ping() : sync(static_cast<int>(messages));
}

void count_bytes(benchmark::State& state, const std::string& bytes) {
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
    state.counters["size"] = static_cast<double>(bytes.size());
}

void read_events(benchmark::State& state) {
    const std::string bytes = write(document(state.range(0)));
    for (auto _ : state) {
        Reader reader(bytes, {});
        for (;;) {
            const auto event = reader.next();
            if (!event || event->kind == EventKind::kFinish) {
                break;
            }
            benchmark::DoNotOptimize(event->bytes.data());
        }
    }
    count_bytes(state, bytes);
}

void parse_tree(benchmark::State& state) {
    const std::string bytes = write(document(state.range(0)));
    for (auto _ : state) {
        benchmark::DoNotOptimize(parse(bytes));
    }
    count_bytes(state, bytes);
}

void write_tree(benchmark::State& state) {
    const Element root = document(state.range(0));
    const std::string bytes = write(root);
    for (auto _ : state) {
        benchmark::DoNotOptimize(write(root));
    }
    count_bytes(state, bytes);
}

void dump_tree(benchmark::State& state) {
    const Element root = document(state.range(0));
    const std::string bytes = write(root);
    for (auto _ : state) {
        benchmark::DoNotOptimize(dump(root));
    }
    count_bytes(state, bytes);
}

}  // namespace

BENCHMARK(read_events)->Arg(0)->Arg(1)->Arg(100);
BENCHMARK(parse_tree)->Arg(0)->Arg(1)->Arg(100);
BENCHMARK(write_tree)->Arg(0)->Arg(1)->Arg(100);
BENCHMARK(dump_tree)->Arg(100);

BENCHMARK_MAIN();

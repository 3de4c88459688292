// twin [--world mail|letters|cards] [--mode process|parallel] [--engine sqlite|postgres] [--steps
// N]
// [--seed S]: a world of model devices against the real engine; PostgreSQL in the cluster of
// SYNCGATE_TEST_DATABASE. twin --bug NAME [--steps N] [--seed S]: a mistake planted around the
// engine's pure half, or before the endpoints; must fail. twin --list: the mistakes.
//
// The last line says "ok", or what was broken and with which seed it can be seen again.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

#include "tests/twin/card_world.h"
#include "tests/twin/letter_world.h"
#include "tests/twin/world.h"
#include "tests/unit/protocols/activesync/sync/sync_world.h"
#include "tests/unit/store/temp_folder.h"

namespace syncgate::twin {
namespace {

constexpr long kEpoch = 2500;        // steps in one world
constexpr long kEditEpoch = 1000;    // the same of those whose items devices write
constexpr long kPureEpoch = 20'000;  // the same of the pure half's

enum class Kind { kMail, kLetters, kCards };

struct Options {
    Kind world = Kind::kMail;
    bool parallel = false;
    bool list = false;
    std::string database;  // "": SQLite
    activesync::Mistake bug = activesync::Mistake::kNone;
    Planted planted = Planted::kNone;
    long steps = 20'000;
    std::uint64_t seed = std::random_device()();
};

bool set_bug(Options& options, const std::string& name) {
    if (const auto bug = activesync::find_mistake(name)) {
        options.bug = *bug;
        return true;
    }
    const auto row = std::find_if(std::begin(kPlanted), std::end(kPlanted),
                                  [&](const PlantedRow& each) { return each.name == name; });
    if (row == std::end(kPlanted)) {
        return false;
    }
    options.planted = row->mistake;
    options.world = row->of_contacts ? Kind::kCards : Kind::kLetters;
    return true;
}

bool set_world(Options& options, const std::string& name) {
    options.world = name == "cards"     ? Kind::kCards
                    : name == "letters" ? Kind::kLetters
                                        : Kind::kMail;
    return options.world != Kind::kMail || name == "mail";
}

bool set(Options& options, const std::string& name, const std::string& value) {
    if (name == "--steps") {
        options.steps = std::strtol(value.c_str(), nullptr, 10);
        return options.steps > 0;
    }
    if (name == "--seed") {
        options.seed = std::strtoull(value.c_str(), nullptr, 10);
        return true;
    }
    if (name == "--bug") {
        return set_bug(options, value);
    }
    if (name == "--world") {
        return set_world(options, value);
    }
    if (name == "--engine") {
        const char* cluster = std::getenv("SYNCGATE_TEST_DATABASE");
        options.database = value == "postgres" && cluster != nullptr ? cluster : "";
        return value == "sqlite" || !options.database.empty();
    }
    options.parallel = value == "parallel";
    return name == "--mode" && (options.parallel || value == "process");
}

bool parse(int argc, char** argv, Options& options) {
    for (int i = 1; i < argc; ++i) {
        const std::string name = argv[i];
        if (name == "--list") {
            options.list = true;
        } else if (++i == argc || !set(options, name, argv[i])) {
            return false;
        }
    }
    return !options.parallel || options.world == Kind::kMail;
}

int list() {
    const auto say = [](std::string_view name) {
        std::printf("%.*s\n", static_cast<int>(name.size()), name.data());
    };
    for (const auto& each : activesync::kMistakes) {
        say(each.name);
    }
    for (const auto& each : kPlanted) {
        say(each.name);
    }
    return 0;
}

using Counts = std::map<std::string, long>;

void say_ok(const Counts& counts) {
    for (const auto& [name, count] : counts) {
        std::printf("%s=%ld ", name.c_str(), count);
    }
    std::printf("\nok\n");
}

// `make` gives the world of a seed, `finish` is what follows its last step.
template <class Make, class Finish, class Broken>
int walk(const Options& options, long epoch, Make make, Finish finish, const Broken*) {
    std::printf("seed %llu, %ld steps\n", static_cast<unsigned long long>(options.seed),
                options.steps);
    std::fflush(stdout);
    Counts counts;
    for (long done = 0; done < options.steps;) {
        const std::uint64_t seed = options.seed + static_cast<std::uint64_t>(done);
        long step = 0;
        try {
            auto world = make(seed);
            for (; step < epoch && done < options.steps; ++step, ++done) {
                world->step();
            }
            finish(*world);
            for (const auto& [name, count] : world->counts()) {
                counts[name] += count;
            }
        } catch (const Broken& violation) {
            std::printf("violation after %ld steps of seed %llu (%ld in all): %s\n", step,
                        static_cast<unsigned long long>(seed), done, violation.what());
            return 1;
        }
    }
    say_ok(counts);
    return 0;
}

template <class Made, class... More>
int walk_engine(const Options& options, long epoch, More... more) {
    std::unique_ptr<TempFolder> folder;
    return walk(
        options, epoch,
        [&](std::uint64_t seed) {
            folder = std::make_unique<TempFolder>();
            return std::make_unique<Made>(seed, folder->path(), options.database, more...);
        },
        [](Made& world) { world.rest(); }, static_cast<const Violation*>(nullptr));
}

int walk_mistaken(const Options& options) {
    using activesync::SyncWorld;
    return walk(
        options, kPureEpoch,
        [&](std::uint64_t seed) { return std::make_unique<SyncWorld>(seed, options.bug); },
        [](SyncWorld&) {}, static_cast<const activesync::Violation*>(nullptr));
}

int walk(const Options& options) {
    if (options.bug != activesync::Mistake::kNone) {
        return walk_mistaken(options);
    }
    switch (options.world) {
        case Kind::kMail:
            return walk_engine<World>(options, kEpoch, options.parallel);
        case Kind::kLetters:
            return walk_engine<LetterWorld>(options, kEditEpoch, options.planted);
        case Kind::kCards:
            return walk_engine<CardWorld>(options, kEditEpoch, options.planted);
    }
    return 2;
}

}  // namespace
}  // namespace syncgate::twin

int main(int argc, char** argv) {
    using namespace syncgate::twin;
    Options options;
    if (!parse(argc, argv, options)) {
        std::fprintf(stderr,
                     "usage: twin [--world mail|letters|cards] [--mode process|parallel]\n"
                     "            [--engine sqlite|postgres] [--bug NAME] [--steps N] [--seed S]\n"
                     "       twin --list\n");
        return 2;
    }
    return options.list ? list() : walk(options);
}

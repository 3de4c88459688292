// A recorded run of the executable specification (docs/sync_model/recording.py has the format),
// led through the engine: what the model answered, the engine must answer.
#pragma once

#include <istream>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/protocols/activesync/sync/model_server.h"

namespace syncgate::activesync::model_world {

class ModelReplay {
  public:
    // Throws Violation, naming the line, where the engine says something else, and for a line that
    // is none.
    void run(std::istream& recording);

    [[nodiscard]] long worlds() const { return worlds_; }
    [[nodiscard]] long requests() const { return requests_; }
    [[nodiscard]] long commands() const { return commands_; }  // answered by the engine

  private:
    using Words = std::vector<std::string>;

    void line(const Words& words);
    void begin_world(const Words& words);
    void write(const Words& words);
    void request(const Words& words);
    void answer(const Words& words);
    SyncAnswer ask(const Words& expected);
    void match(const Words& words, const SyncAnswer& given);
    Edit edit(const std::string& text, std::size_t collection);
    std::string said(const SyncAnswer& answer);

    std::unique_ptr<ModelServer> server_;
    // The model numbers items over all collections and keys for each line; the engine items for
    // each collection and keys over all lines. Both in the same order.
    std::map<std::pair<std::size_t, long>, Uid> uids_;
    std::map<std::pair<std::size_t, Uid>, long> ids_;
    std::map<std::pair<Where, std::int64_t>, std::int64_t> keys_;

    // The request under way, and the writes that came before its snapshot.
    struct UnderWay {
        Where where;
        SyncAsked asked;
        bool crash = false;
        std::vector<Words> between;
    };
    std::unique_ptr<UnderWay> under_way_;
    long worlds_ = 0, requests_ = 0, commands_ = 0;
};

}  // namespace syncgate::activesync::model_world

package io.countersign.testkit.adapter;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** The two ways to use a client; every scenario runs in both. */
enum Mode {
  BLOCKING {
    @Override
    Answer send(Adapter.Client client, Ask ask) throws Exception {
      return client.sendAndWait(ask);
    }
  },
  ASYNCHRONOUS {
    @Override
    Answer send(Adapter.Client client, Ask ask) throws Exception {
      try {
        return client.send(ask).get(60, TimeUnit.SECONDS);
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof Exception happened) {
          throw happened;
        }
        throw failed;
      }
    }
  };

  abstract Answer send(Adapter.Client client, Ask ask) throws Exception;
}

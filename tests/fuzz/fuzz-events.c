/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-target.h"

#include "sync/pd-sync-event-reader.h"

/* An input is a stream of events; its first byte says where the network cuts it. However it is cut, it says the same. */

const FuzzTarget fuzz_target = { .name = "events",
                                 .is_text = TRUE,
                                 .max_size = 4096,
                                 .max_time = G_TIME_SPAN_SECOND };

static void
head_cb (const char *epoch, gint64 head, gpointer user_data)
{
  g_assert_cmpint (head, >=, 0);
  g_assert_true (g_utf8_validate (epoch, -1, NULL));
  g_string_append_printf (user_data, "%s %" G_GINT64_FORMAT "\n", epoch, head);
}

/* What is said, and at the end whether it was all understood. */
static char *
read_stream (const guint8 *data, gsize size, gsize piece)
{
  GString *said = g_string_new (NULL);
  g_autoptr (PdSyncEventReader) reader = pd_sync_event_reader_new (head_cb, said);
  gboolean good = TRUE;

  for (gsize at = 0; at < size && good; at += piece)
    {
      g_autofree char *bytes = g_memdup2 (data + at, MIN (piece, size - at));

      good = pd_sync_event_reader_feed (reader, bytes, MIN (piece, size - at));
    }
  g_string_append (said, good ? "good" : "bad");
  return g_string_free (said, FALSE);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *whole = NULL, *cut = NULL, *bytes = NULL;

  if (size < 2)
    return 0;
  whole = read_stream (data + 1, size - 1, size);
  cut = read_stream (data + 1, size - 1, 2 + data[0] % 64);
  bytes = read_stream (data + 1, size - 1, 1);
  g_assert_cmpstr (whole, ==, cut);
  g_assert_cmpstr (whole, ==, bytes);
  return 0;
}

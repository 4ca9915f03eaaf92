/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/sync-fixture.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* A platform, or whatever answers in its place, that gives the answers that it is told to give. */

#define JSON "application/json"
#define LINES "application/x-ndjson"
#define HTML "text/html"
#define ID "0190b2f4-0000-7000-8000-000000000001"

#define END(count, next, head, more)                                                                         \
  "{\"end\":true,\"format\":1,\"count\":" count ",\"epoch\":\"e\",\"next\":\"" next "\",\"last\":" head      \
  ",\"head\":" head ",\"more\":" more ",\"acknowledged\":0,\"results\":[]}\n"

/* What there is, to somebody who knows nothing yet. */
#define STREAMS                                                                                              \
  "{\"end\":true,\"format\":1,\"count\":0,\"epoch\":\"e\",\"next\":\"s\",\"head\":9,\"results\":[],"         \
  "\"digest\":{\"streams\":{\"order:2026\":{\"count\":0,\"sum\":\"00000000000000000000000000000000\"}}}}\n"

typedef struct
{
  guint status; /* 0: as a good platform */
  const char *type;
  const char *body;
  gssize size; /* of the body; 0: it is a text */
  const char *encoding;
  gint64 clock;  /* by how many seconds its clock is ahead */
  gsize padding; /* spaces after the body */
  const char *retry_after;
} Answer;

typedef struct
{
  SoupServer *server;
  char *folder;
  char *uri;
  char *certificate_file;
  Desktop desktop;
  Answer push;
  Answer pull;
  const char *poison_name;  /* (nullable) of the buyer whose order the push answer is for; others are taken */
  const char *refused_name; /* (nullable) of the buyer whose order is not understood */
  GHashTable *ids;          /* of all mutations that came */
  gint64 sequence;
  guint n_pushes;
  guint n_pulls;
  char *cursors[2];    /* (owned) (nullable) that the pull before the last and the last began at */
  gboolean in_pages;   /* the changes come in three pages */
  guint cut_off_pages; /* the pull of this number is cut off */
} Network;

Network *network_open (void);
Network *network_open_at (gint64 certificate_at);
void network_close (Network *network);
GError *network_try_sign_in (Network *network);
void network_sign_in (Network *network);
gint64 revision_of (Network *network, PdRecord *order);
void network_save (Network *network, PdRecord *order);

G_END_DECLS

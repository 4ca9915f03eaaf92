/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fill-issuing-cache FOLDER: makes a cache with invoices in every state there, to be looked at. */
#include <glib/gstdio.h>

#include "issuing-cache.h"

int
main (int argc, char **argv)
{
  g_autofree char *path = argc == 2 ? g_build_filename (argv[1], "cache.sqlite", NULL) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (PdStore) store = NULL;
  IssuingCache cache = { .now = g_get_real_time () };

  if (path == NULL)
    {
      g_printerr ("fill-issuing-cache FOLDER\n");
      return 64;
    }
  g_mkdir_with_parents (argv[1], 0700);
  store = pd_store_open (path, &error);
  if (store == NULL || !pd_store_write (store, issuing_cache_fill, &cache, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  pd_store_close (store);
  g_print ("{\"waiting\": \"%s\"}\n", cache.waiting);
  issuing_cache_clear (&cache);
  return 0;
}

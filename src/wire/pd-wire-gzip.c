/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-wire"

#include "wire/pd-wire-gzip.h"

#include <gio/gio.h>

/* The cheapest level: orders shrink to a sixth by it, and the best one makes a ninth of them for five times the work. */
#define LEVEL 1

/**
 * pd_wire_gzip:
 * @bytes: a body, in either direction
 *
 * Returns: (transfer full) (nullable): the same as gzip; %NULL when it could not be made
 */
GBytes *
pd_wire_gzip (GBytes *bytes)
{
  g_autoptr (GConverter) compressor =
      G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, LEVEL));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, compressor);
  gsize size = 0;
  const void *data = g_bytes_get_data (bytes, &size);

  if (!g_output_stream_write_all (stream, data, size, NULL, NULL, NULL) ||
      !g_output_stream_close (stream, NULL, NULL))
    return NULL;
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

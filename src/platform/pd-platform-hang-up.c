/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-hang-up.h"

#include <string.h>

/* Soup 3.2 does nothing when a client hangs up between two requests: it keeps the connection and its socket for ever.
 * What it does end is a connection whose request cannot be understood. So a client that hangs up while its connection
 * rests is read as if it had said this first: no request line, and so no request that anybody would count or log. */
#define FAREWELL "-\r\n\r\n"

#define PD_TYPE_HANG_UP_INPUT (pd_hang_up_input_get_type ())
G_DECLARE_FINAL_TYPE (PdHangUpInput, pd_hang_up_input, PD, HANG_UP_INPUT, GFilterInputStream)

struct _PdHangUpInput
{
  GFilterInputStream parent_instance;

  gboolean resting; /* all of the last request is answered, and nothing of a next one has come */
  gsize said;       /* bytes of the farewell so far */
};

static void pd_hang_up_input_pollable_init (GPollableInputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PdHangUpInput,
                               pd_hang_up_input,
                               G_TYPE_FILTER_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                      pd_hang_up_input_pollable_init))

static GPollableInputStream *
get_base (gpointer stream)
{
  return G_POLLABLE_INPUT_STREAM (g_filter_input_stream_get_base_stream (stream));
}

static gssize
read_nonblocking (GPollableInputStream *stream, void *buffer, gsize count, GError **error)
{
  PdHangUpInput *self = PD_HANG_UP_INPUT (stream);
  g_autoptr (GError) problem = NULL;
  gssize n = g_pollable_input_stream_read_nonblocking (get_base (self), buffer, count, NULL, &problem);

  if (n > 0)
    self->resting = FALSE;
  else if (self->resting && !g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK) &&
           self->said < strlen (FAREWELL))
    {
      n = (gssize) MIN (count, strlen (FAREWELL) - self->said);
      memcpy (buffer, FAREWELL + self->said, (gsize) n);
      self->said += (gsize) n;
      return n;
    }
  if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  return n;
}

static gboolean
is_readable (GPollableInputStream *stream)
{
  return g_pollable_input_stream_is_readable (get_base (stream));
}

/* A stream at its end stays readable, so that all of the farewell is asked for. */
static GSource *
create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  g_autoptr (GSource) base = g_pollable_input_stream_create_source (get_base (stream), cancellable);

  return g_pollable_source_new_full (stream, base, NULL);
}

static void
pd_hang_up_input_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = is_readable;
  iface->create_source = create_source;
  iface->read_nonblocking = read_nonblocking;
}

static void
pd_hang_up_input_class_init (PdHangUpInputClass *klass)
{
}

static void
pd_hang_up_input_init (PdHangUpInput *self)
{
}

/**
 * pd_platform_hang_up_stream_new:
 * @base: a TLS connection
 *
 * Returns: (transfer full): the same to read and write, by which soup notices that a client has hung up
 */
GIOStream *
pd_platform_hang_up_stream_new (GIOStream *base)
{
  g_autoptr (GInputStream) input =
      g_object_new (PD_TYPE_HANG_UP_INPUT, "base-stream", g_io_stream_get_input_stream (base), NULL);
  GIOStream *stream = g_simple_io_stream_new (input, g_io_stream_get_output_stream (base));

  /* The streams of a TLS connection do not hold it. */
  g_object_set_data_full (G_OBJECT (stream), "pd-base", g_object_ref (base), g_object_unref);
  return stream;
}

/**
 * pd_platform_hang_up_stream_rest:
 * @stream: a stream of pd_platform_hang_up_stream_new()
 *
 * Tells that a request is answered and none is under way: a client that hangs up now is let go.
 */
void
pd_platform_hang_up_stream_rest (GIOStream *stream)
{
  PD_HANG_UP_INPUT (g_io_stream_get_input_stream (stream))->resting = TRUE;
}

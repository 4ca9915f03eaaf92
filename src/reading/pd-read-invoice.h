/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reading/pd-reading.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** The largest file that is read, in bytes: a hundred pages of scanned paper. */
#define PD_READ_MAX_BYTES (64 * 1024 * 1024)

/**
 * PdReadError:
 * @PD_READ_ERROR_FORMAT: no format that invoices come in
 * @PD_READ_ERROR_ENCRYPTED: a password is needed
 * @PD_READ_ERROR_DAMAGED: cut off or broken
 * @PD_READ_ERROR_TOO_LARGE: beyond a limit of size, depth or count; perhaps made to harm
 * @PD_READ_ERROR_NO_INVOICE: can be read, but no invoice was found in it
 * @PD_READ_ERROR_READER: the reader's process ended or took too long
 *
 * Why a file could not be read. The message is a translated sentence that says what to do.
 */
typedef enum
{
  PD_READ_ERROR_FORMAT,
  PD_READ_ERROR_ENCRYPTED,
  PD_READ_ERROR_DAMAGED,
  PD_READ_ERROR_TOO_LARGE,
  PD_READ_ERROR_NO_INVOICE,
  PD_READ_ERROR_READER,
} PdReadError;

#define PD_READ_ERROR (pd_read_error_quark ())
GQuark pd_read_error_quark (void);

const char *pd_read_format (GBytes *bytes);
PdReading *pd_read_invoice (GBytes *bytes, const char *name, GCancellable *cancellable, GError **error);

G_END_DECLS

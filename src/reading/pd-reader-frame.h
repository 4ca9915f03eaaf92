/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reading/pd-read-invoice.h"

G_BEGIN_DECLS

/* Between a program and its reader's process, over two pipes: the program sends one byte that says what it asks,
 * PD_READER_READ or PD_READER_SIGNATURES, then a name and a file, each behind its length in four bytes of this machine's
 * order; the reader answers with the same byte and a reading or signatures as JSON, or with PD_READER_ERROR + a
 * PdReadError and a sentence, behind its length. */

#define PD_READER_MAX_NAME 4096
#define PD_READER_MAX_ANSWER (64 * 1024 * 1024)

enum
{
  PD_READER_READ = 'R',
  PD_READER_SIGNATURES = 'S',
  PD_READER_ERROR = 'a'
};

G_END_DECLS

-- A database as 0.1.0 left it: two copies of an article, one in two versions, one withdrawn; two questions.
BEGIN TRANSACTION;
CREATE TABLE answers (
	reference VARCHAR(60) NOT NULL, 
	inbox_id INTEGER NOT NULL, 
	question TEXT NOT NULL, 
	verdict VARCHAR(12) NOT NULL, 
	confidence FLOAT NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (reference), 
	FOREIGN KEY(inbox_id) REFERENCES inbox (id)
);
INSERT INTO "answers" VALUES('ddb5ddac-f14d-5073-90c5-b731a01876ee.1',1,'when was the bridge at Arden closed?','answered',0.9994,1.79535788157340192791e+09);
INSERT INTO "answers" VALUES('0fbb21c9-3e04-5133-8752-19f7890a8a91.1',2,'where does the tower lean?','answered',0.9922,1.79535788164831638337e+09);
CREATE TABLE archive_revision (
	number INTEGER NOT NULL
);
INSERT INTO "archive_revision" VALUES(6);
CREATE TABLE articles (
	id VARCHAR(200) NOT NULL, 
	version INTEGER NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	reason TEXT, 
	changed_at VARCHAR(40) NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	text TEXT NOT NULL, 
	headline TEXT NOT NULL, 
	publisher TEXT, 
	byline TEXT, 
	url TEXT, 
	published VARCHAR(40), 
	language VARCHAR(20) NOT NULL, 
	rights TEXT, 
	notes TEXT NOT NULL, 
	PRIMARY KEY (id, version)
);
INSERT INTO "articles" VALUES('first',1,'usable',NULL,'2026-11-22T14:31:21.242816+00:00','6b458119287db9178c37197c8dfe6ac88f61e297586e2161e388520e5398f39d','The first headline

The bridge at Arden was closed for repairs on Friday.','The first headline',NULL,NULL,NULL,NULL,'en',NULL,'[]');
INSERT INTO "articles" VALUES('second',1,'usable',NULL,'2026-11-22T14:31:21.250228+00:00','ceacf755a1463b50e6ea4669625a137543cbb8070c122ecaeb88795f702ecff4','The second headline

The bridge at Arden was closed for repairs on Friday.','The second headline',NULL,NULL,NULL,NULL,'en',NULL,'[]');
INSERT INTO "articles" VALUES('tower',1,'superseded',NULL,'2026-11-22T14:31:21.421895+00:00','4083f81a5f33528cba2ddf18c657852c8d2ec9154413fdb575eb1373b7bd7953','The tower

The tower leans to the east, said Mr Brown.','The tower','The Paper',NULL,NULL,NULL,'en',NULL,'[]');
INSERT INTO "articles" VALUES('tower',2,'usable',NULL,'2026-11-22T14:31:21.422411+00:00','1056c1203801206fa52bcd4dbdca85754a364048bbd73e2bc3a4b4c8768fbc54','The tower

The tower leans to the west, said Mr Brown.','The tower','The Paper',NULL,NULL,NULL,'en',NULL,'[]');
INSERT INTO "articles" VALUES('kill',1,'withdrawn','a court order','2026-11-22T14:31:21.465060+00:00','06806c94c563644c5d85afe47d80c16bd0f2603cf0804ca7c442855096d0f60f','The kill

Nobody may read this.','The kill',NULL,NULL,NULL,NULL,'en',NULL,'[]');
CREATE TABLE events_seen (
	type VARCHAR(255) NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (type)
);
INSERT INTO "events_seen" VALUES('message.channels',1.79535788149288916583e+09);
INSERT INTO "events_seen" VALUES('app_mention',1.79535788151372671132e+09);
CREATE TABLE feedback (
	reference VARCHAR(60) NOT NULL, 
	person VARCHAR(255) NOT NULL, 
	good BOOLEAN NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (reference, person)
);
CREATE TABLE inbox (
	id INTEGER NOT NULL, 
	"key" VARCHAR(600) NOT NULL, 
	client_msg_id VARCHAR(255), 
	event_id VARCHAR(255), 
	surface VARCHAR(20) NOT NULL, 
	channel VARCHAR(255) NOT NULL, 
	thread_ts VARCHAR(255), 
	asker VARCHAR(255) NOT NULL, 
	asker_name VARCHAR(255), 
	text TEXT NOT NULL, 
	edited_ts VARCHAR(255), 
	revision INTEGER NOT NULL, 
	source VARCHAR(255), 
	respond_to TEXT, 
	answer VARCHAR(36) NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	lease VARCHAR(36), 
	not_before FLOAT NOT NULL, 
	attempts INTEGER NOT NULL, 
	absent INTEGER NOT NULL, 
	error TEXT, 
	posted_ts VARCHAR(255), 
	received_at FLOAT NOT NULL, 
	settled_at FLOAT, 
	PRIMARY KEY (id), 
	UNIQUE ("key"), 
	UNIQUE (client_msg_id), 
	UNIQUE (answer)
);
INSERT INTO "inbox" VALUES(1,'C0UKRAINE:1795357881.485022','80223ad3-de0e-4dfd-9ed1-0c302db4a011','Ev000000002','mention','C0UKRAINE','1795357881.485022','U0MAYA',NULL,'when was the bridge at Arden closed?',NULL,1,NULL,NULL,'ddb5ddac-f14d-5073-90c5-b731a01876ee','posted',NULL,0.0,1,0,NULL,'1795357881.604998',1.79535788153448867799e+09,1.7953578816061968803e+09);
INSERT INTO "inbox" VALUES(2,'command:1795357881.608665.000000005',NULL,NULL,'command','C0UKRAINE',NULL,'U0MAYA','maya','where does the tower lean?',NULL,1,NULL,NULL,'0fbb21c9-3e04-5133-8752-19f7890a8a91','posted',NULL,0.0,1,0,NULL,NULL,1.79535788163403701783e+09,1.7953578816560983658e+09);
CREATE TABLE quotes (
	reference VARCHAR(60) NOT NULL, 
	position INTEGER NOT NULL, 
	given BOOLEAN NOT NULL, 
	article VARCHAR(200) NOT NULL, 
	version INTEGER NOT NULL, 
	paragraph INTEGER NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	score FLOAT NOT NULL, 
	matches JSON NOT NULL, 
	attribution JSON, 
	also_in JSON NOT NULL, 
	PRIMARY KEY (reference, position), 
	FOREIGN KEY(reference) REFERENCES answers (reference)
);
INSERT INTO "quotes" VALUES('ddb5ddac-f14d-5073-90c5-b731a01876ee.1',1,1,'first',1,1,20,73,'6a86adbc868908445742fb9ecb58e3deba9666d71b122c2ca372cd54f17a34fc',20.14,'[{"start":24,"end":30},{"start":34,"end":39},{"start":44,"end":50}]','null','[["second",1]]');
INSERT INTO "quotes" VALUES('0fbb21c9-3e04-5133-8752-19f7890a8a91.1',1,1,'tower',2,1,11,54,'7b4dc151e66a0df698a4ea071c34e436dc934545dd0f72dd67ec59cdf02b9723',22.2807,'[{"start":15,"end":20},{"start":21,"end":26}]','{"kind":"indirect","span":{"start":11,"end":38},"speaker":{"start":48,"end":53},"cue":{"start":40,"end":44},"confidence":0.97,"title":null,"name":null,"anonymity":null}','[]');
CREATE INDEX ix_articles_state ON articles (state);
CREATE INDEX inbox_thread ON inbox (channel, thread_ts, state);
CREATE INDEX inbox_due ON inbox (state, not_before);
CREATE INDEX quotes_article ON quotes (article, version);
COMMIT;

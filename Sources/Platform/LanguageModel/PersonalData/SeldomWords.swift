/// Names that are seldom words: "chuck", "turner", "robin".
enum SeldomWords {
    static let words = """
        abate abbey abbot abed abler ache adjutant aery agar agent ales aline alt ambrosia amen amigo amir amour angelic
        angers anon antes antis aquas archangel ares arias armada arrant arroyo arroyos ashing askew asp asters atlas
        auger august aver avers baas babe babel badder bah bailiff baize baker balder bale balk balling balm bandy banes
        bangle banister bannister baptist barb bard barer bares barker barman barnacle barney baron barrows barters bash
        basil bassi bast bate bates batten battiest beady beagle beaver becks begonia belay belch belle belles belling
        bellow bender berg beryl betters bevel bevels bible bibles bickers biddy bigness billet billings billow billy
        binning bitters blackbird blacker blamer blanch blander blanks blare blazon bleacher blinks blitz blonder
        bloomer blotter blower blunt boas bob bobby bodkin bodkins boga bolder bole boles boll bolls bologna bombard
        bombardier boner boney bonier boning bonito bonny boor boos booze boozer bores boron bosh bossier bouillon
        bourbon bowers bowl bowman bracken brad brakeman brash brasher bravo bray brazier brier brinks brisker bristle
        broach brogan brooking browner browning browns bruin bruins brunet brunt brushwood buck buckler bugler bullock
        bullocks bulls bunkers bunny bunt bunts bur burdock bureau burg burgher burgs burka burr burrs busby bushman
        bussing butch butters buttery butts buzzard cabana cabanas caddy cairns calk cam cambia cambric canning canny
        canter cantor cantos cape caraway cardinal carmine carol carrel carton carver cassino caster catchings catholic
        caulk celesta celli cerise chad chafe chalet champ chancellor chancy chandler char chars chary chasten chatters
        cheater chessman chi chiles chime chimera china chinchilla chino chock chow christen chuck churchman citron
        clack clam clapper clement clink clinker clipper clothier cobble cocking codding coffer cola colander colas
        colleen collier comas comer commodore commons compo compos conch condo congress coon coons coop cooper coots
        copes copier copping cornea corning corolla corp corral cosier cote cotter council countess courser covey cower
        cowing cowling cox coy coyer cozier cram crass craven cravens craw cray crays crazier creamer crease creek cress
        crick crier crofts croissant crooks croon cropper crosier crozier crumby cumming curd curie curio curt dado daft
        dales dally dame dames dandy danker dapper dauber daubs daunt dauphin davenport deans dears deb debar decamp
        decant deems deforest delude derrick derringer destine deters dewberry dibble dibbles dicey dick dicker dickey
        dickie diddle dieter dills dilly dimple dines ding dings dinning dirk dirks diss ditty divan dodge doffing dole
        dolly dooms dory dotty doughty douse downer downing dowse doyen drainer drake drakes dray dresser dross dubs
        ducat dudgeon duff duffer duh dukes dun dunks dunning duos dupes dustman dyer dyers dykes eagles earl ebbing
        ebbs eddy eke elks ells emery emperor endow espy estimable evangelist eve evener evens eves ewer ewers fallows
        fang fanny farina farrow feeler feller felling fells felts fennel ferries fest fester fetter fetters fey fie
        filbert filler fillers fillip finch finders fink finks firth flake flakes flamenco flamer flasher fleck flicker
        flirt floe floras florin floss fluke fonder foots ford forehand foreman forester forte fortes founds foyer frack
        framer franc frank franks freeman french frier frisk fritter frizzle frump fryer fudge fuelling fuller fulling
        furbish furl furlong gab gabby gaff gage gaiter gaiters galas gale gales galley gals gambles gamer garland
        garner garter gash gaucher gaudier gaunt gayer gee genie gentile gentles gibbon gibbons gibes gilding gill
        gillion gins givens glassing glazier glee goad gobble godson golly gong goo goodie goodnight goody goon gore
        gores goring gosling gouge gouger gouty grange grater grates graven grays grebe greening gribble griffin
        griffins grimmer grippe grit grout grumbles guild gulley gulling gully gunning guppy gutting hackle hackney
        hailstone hake hakes hale hales halon hammed hamming hams hanger hank hanks hardy haring hark harken harps
        harries harrow harry hart harts hasting hatter havens haw hawking hawks haws haycock hays headings heady heck
        heckler hector heft hefty helms hemming hepper herder hertz hews hickey hickory hicks highland hilts hinds hing
        hippo hock hocking hoes hogan hogans holler holster homburg homer hone hones hooey hoof hooker hoot hoots horde
        horsey hostler hove hubby huckleberry huff huger hum humbles hunker husk hussar hussy hutch hymen hypes idler
        imam inks irons isle isles jack jarred jasper jerkin jerkins jerry jester jimmy john johns joiner josh julienne
        junker keeling keels keener keens keepers ken kenning ketch keto khan kidder kiddy kielbasa kisser kluge klutz
        knack knell kook krone kroner lacy lade lam lama lambing lamer lamers laming lamprey lank larch lard largo
        lasagna lat lather laud laurel lazier lea leach league leas leathers leaven leavens lecher lee lees legato
        leggins lei leis lemme lemming lemmings lessor levee lexer liefer lifer limber limerick liming lineman lingo
        linker lints lisle littler llamas llano llanos loader lob locket loge loges logins loll lolling longs looney
        loots lopes lord lords lotto loveless lowing lubbers lube lucks lusher lutes lynch macadam macintosh mackinaw
        mackintosh madden madras madrigal maestri mains maizes malarkey mallard mangle manning mans mantel mantilla
        mantis maples mar march mares margarita maria marinas marquess marquis mars mart marten martens martian martin
        martinet martini martinis martins marts masher mason massed matt matte mattes mattock mattocks matts maudlin
        maul mavins mealy mecca meek meeker meg mender mends meres merino mesa messier mew mews mickey midget mike milch
        miler milks millage millers milliner minion minister minty mire mires mister mitts moccasin mocha molder molt
        moneymaker monger mooring moors moos moots morn morocco moron mosey mote motes mount mouser mu muck muff
        mulberry mullet mulling munch muscat muse muskrat muss musty nab nappier nary natal nestle netter netters nettle
        newness newton nick nickle nickles nicks nipper nix nodal noel novas nuncio nutting oaks ode ogle ogles ohms ohs
        omega osier ouch outhouse overlie oxford oz pacific packer paddock palazzi palazzo pall pallet palomino panda
        pander panning panther pap papas paradise pares parfait parry parsons partridge paschal pasha pasty pat pate
        patella pates patsy patty peacemaker pearly pease peck pee peed peel peels pellet pelt penny peon peppers
        perking perks pert pester peter peters petite phlegm phoebe piazza pica pickerel pickings pickles pierce pike
        piker pilgrim pilling pillion pimple pinion pinkie pinto pintos pippin pippins pita plowman plumb plume plunk
        pock poling pone pope poplar poplin poser poss posse potters pottier pressman pretzel pries prim primer primmer
        pro proctor proffer pronto providence provost prows prude puffer puller puma pummel pumper purl putty quail
        quilter quine quire quitter radish ragas raider rainier raisin raja rajas rams randy rapier raring rasher rasp
        rattler ravel raveling ream reamer redden redhead redwood reed reedy reek reeks reeves reining reis revering
        rhea rho rick ricks ricotta rife riffle righter rile riles riling rill rimes ripper riser rivet roach roan rob
        robin robins roebuck roes roger rogers romaine roman rooks rosebush rosin rouge roughen rowels royals rued
        ruffing rumble rummage rummer rumple rumps runnels rusk ruts sable sables sager salaam salines sallies sally
        salmons salter salvo sames sander sanders sandman saner sass saucier saunas savannah savant savers sawyer
        sawyers sax scallion schlepp schmaltz schmalz schmuck sconce scow scull scullion scurry searing sears seltzer
        selvage senate senna sera serge severs sexton shack shackle shad shah shaikh shaker shames shams shandy shank
        shanks sharps shaver shavers shearer sheen sheerer sheikh shekels sheller sherbert shill shin shiner shipper
        shire shirk shuck shuffler sibyl sicks sidle sidles sierras sieving sills silvan silvers sim simmer simmers
        simper simpers sims singleton siren sires sitter sizer skeet skiff skipper slate slates slicer slimmer sloop
        slough smalls smiley smit smith smolder smothers snider sniff snipe snipes snoots snuffer sobers sol songster
        sonny sorrels sos sours sower sowers sox spangle spaniel spanner spates specking speller spender spires spittle
        spoor sprain sprawls spry squire squires stabler stagger staggers stakes stalling stank stapler staples stater
        states steeples stein steins stent sterner sterns stickler stiles stiller stinger stoke stoker stonewall stoney
        stonier stripling strop strum stubby sturgeon sue sump sunder suns super surrey swab swain swank swilling
        swindle swindler swinger swisher tam tamer tames tams tang tankard tanner tannery taps tardy tarring tarry tart
        tartar tarter tawny teas teat teats teed teem teems tees teeter teeters teller temp termini terry tester
        thatcher thrasher thresher thrift thrush thundercloud tiara tickle tiff tiller tilt tinder tines ting tingle
        tinkle tipple tiro toddy tom tomes toms toner tong tonne tonsil tony toot totter touchstone tout trammel trapper
        trice trill trilling trimmer trodden tromp tron trotter trowel troy trucker trump tubby tuck tucker tun tuner
        turner twaddle tweedy twelves twine twining umbel union valentine vales vandal vars veer verges vermillion vial
        viands vicars vinegar vineyard virgin vise viva vivas wack wacker wadding waddles wade waffle wagers wagoner
        waiters waldo wale wales walker wan wands wank wanner warder warlock warren watt wattles watts waver weal
        weatherman weir welch weld welling wellington wells welsh welter welters whaler wheelwright whetstone whiles
        whisker whistler whiten whitener whiting whittle whittler wick wickers wicks widgeon wight wile wiles willies
        wills wilts winch winks wisher wist withers witting wolfing wolfram womble wombles woodcock wooding wright yam
        yap yawn yaws yeoman yip yo yock yoke yokel yon yuk yule yum zens zinger
        """
}
